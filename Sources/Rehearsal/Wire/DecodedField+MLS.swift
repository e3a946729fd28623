import MLS
import ProtocolModel
import RatchetTrees

extension DecodedField {
    /// The fields of a message, those of its MLSMessages among them.
    static func list(_ values: [MessageCodec.WireValue], _ codec: MessageCodec) -> [DecodedField] {
        values.flatMap { value -> [DecodedField] in
            switch value.type {
            case .commit, .welcome, .keyPackage, .epochReference(.updateProposal), .epochReference(.privateMessage):
                if codec.cryptography == .draftBarnes {
                    guard let message = try? Handshake(decoding: value.bytes) else { break }
                    return flatten(message, value.name)
                }
                guard let message = try? MLSMessage(decoding: value.bytes) else { break }
                return flatten(message, value.name)
            case .epochNumber, .unsigned:
                return [DecodedField(name: value.name, value: String(value.bytes.reduce(0) { $0 << 8 | UInt64($1) }))]
            case .named:
                if let name = codec.caseName(value) { return [DecodedField(name: value.name, value: name)] }
            case .epochReference(.preSharedKeyID):
                guard let id = try? PreSharedKeyID(decoding: value.bytes) else { break }
                return flatten(id, value.name)
            case .epochReference(.credential):
                guard let credential = try? Credential(decoding: value.bytes) else { break }
                return flatten(credential, value.name)
            case .epochReference(.groupID), .opaque, .optional, .vector: break
            }
            return [DecodedField(name: value.name, value: Hexadecimal.text(value.bytes))]
        }
    }

    /// The stored properties of an MLS struct, under the RFC's names.
    private static func flatten(_ value: Any, _ path: String) -> [DecodedField] {
        switch value {
        case let bytes as [UInt8]: return [DecodedField(name: path, value: Hexadecimal.text(bytes))]
        case let number as any FixedWidthInteger: return [DecodedField(name: path, value: "\(number)")]
        case let codePoint as any CodePoint: return [DecodedField(name: path, value: "\(codePoint.rawValue)")]
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let inner = mirror.children.first else { return [] }
            return flatten(inner.value, path)
        case .collection:
            return mirror.children.enumerated().flatMap { flatten($1.value, "\(path)[\($0)]") }
        case .enum:
            guard let child = mirror.children.first, let label = child.label else {
                return [DecodedField(name: path, value: snakeCase("\(value)"))]
            }
            return [DecodedField(name: path, value: snakeCase(label))] + flatten(child.value, path)
        case .tuple:
            return mirror.children.enumerated().flatMap { flatten($1.value, "\(path).\(member($1.label, $0))") }
        default:
            // A struct around one value, such as a public key, is that value.
            if mirror.children.count == 1, let only = mirror.children.first { return flatten(only.value, path) }
            return mirror.children.enumerated().flatMap { flatten($1.value, "\(path).\(member($1.label, $0))") }
        }
    }

    private static func member(_ label: String?, _ position: Int) -> String {
        guard let label, !label.hasPrefix(".") else { return String(position) }
        return snakeCase(label)
    }

    /// `groupID` to `group_id`.
    private static func snakeCase(_ name: String) -> String {
        var result = ""
        var previousIsLower = false
        for character in name {
            if character.isUppercase, previousIsLower { result.append("_") }
            result += character.lowercased()
            previousIsLower = character.isLowercase || character.isNumber
        }
        return result
    }
}
