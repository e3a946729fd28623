import Foundation

/// Data of a page as JSON that can stand inside of a `script` element.
///
/// HTML ends a script at `</script` and looks for `<!--` in it, whatever the JSON means by that (HTML Living Standard section 13.2.5.15), and
/// U+2028 and U+2029 end lines in older JavaScript. All of these stand as `\u` escapes, which mean the same in JSON.
enum JSONBlock {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static func escaped(_ json: String) -> String {
        var result = ""
        result.reserveCapacity(json.utf8.count)
        for scalar in json.unicodeScalars {
            switch scalar {
            case "<": result += "\\u003c"
            case ">": result += "\\u003e"
            case "&": result += "\\u0026"
            case "\u{2028}": result += "\\u2028"
            case "\u{2029}": result += "\\u2029"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
