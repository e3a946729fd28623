#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The states of a search in the order of the levels in which they were found: what is to be expanded next, where a shortest run can have come
/// from, and what a checkpoint keeps.
///
/// Lists are in memory until they take more than `memoryLimit` bytes, from then on in a file.
final class LevelStore: @unchecked Sendable {
    struct Chunk {
        var count: Int
        /// In memory; `nil` where it is in the file.
        var words: UnsafeMutablePointer<UInt64>?
        /// In bytes; -1 where it is not in the file.
        var offset: Int
    }

    private struct Contents {
        var levels: [[Chunk]] = [[]]
        var memory = 0
        var file: Int32 = -1
        var fileEnd = 0
        var error: String?
    }

    private let lock = Lock()
    private var contents = Contents()
    private let memoryLimit: Int
    private let path: String?
    /// The largest chunk.
    static let chunkSize = 1 << 12

    /// - Parameter path: a file that is to keep all lists, for a checkpoint; without it a nameless one is made when it is needed.
    init(memoryLimit: Int, path: String? = nil) {
        self.memoryLimit = memoryLimit
        self.path = path
    }

    deinit {
        for chunk in contents.levels.joined() { chunk.words?.deallocate() }
        if contents.file >= 0 { close(contents.file) }
    }

    var memory: Int { lock.run { contents.memory } }
    var fileSize: Int { lock.run { contents.fileEnd } }
    var levelCount: Int { lock.run { contents.levels.count } }
    /// What went wrong with the file.
    var error: String? { lock.run { contents.error } }

    func beginLevel() { lock.run { contents.levels.append([]) } }
    func count(ofLevel level: Int) -> Int { lock.run { contents.levels[level].reduce(0) { $0 + $1.count } } }
    func chunkCount(ofLevel level: Int) -> Int { lock.run { contents.levels[level].count } }
    func count(ofChunk chunk: Int, level: Int) -> Int { lock.run { contents.levels[level][chunk].count } }

    /// Adds states to the last level.
    func append(_ words: UnsafeMutablePointer<UInt64>, count: Int) {
        if count == 0 { return }
        lock.run {
            var chunk = Chunk(count: count, words: nil, offset: -1)
            if path != nil || contents.memory + count * 8 > memoryLimit {
                open()
                if contents.error == nil {
                    chunk.offset = contents.fileEnd
                    write(words, count)
                }
            }
            if chunk.offset < 0 || (path != nil && contents.memory + count * 8 <= memoryLimit) {
                let copy = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
                copy.update(from: words, count: count)
                chunk.words = copy
                contents.memory += count * 8
            }
            contents.levels[contents.levels.count - 1].append(chunk)
        }
    }

    /// Reads a chunk into a buffer of `chunkSize`.
    func read(chunk: Int, level: Int, into buffer: UnsafeMutablePointer<UInt64>) -> Int {
        let (chunk, file) = lock.run { (contents.levels[level][chunk], contents.file) }
        if let words = chunk.words {
            buffer.update(from: words, count: chunk.count)
            return chunk.count
        }
        var done = 0
        while done < chunk.count * 8 {
            let got = pread(file, UnsafeMutableRawPointer(buffer) + done, chunk.count * 8 - done, off_t(chunk.offset + done))
            if got <= 0 {
                lock.run { contents.error = "the file of states cannot be read" }
                return 0
            }
            done += got
        }
        return chunk.count
    }

    private func open() {
        if contents.file >= 0 || contents.error != nil { return }
        if let path {
            contents.file = Self.open(path, O_RDWR | O_CREAT, 0o600)
        } else {
            let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
            var template = Array("\(directory)/lockstep-XXXXXX".utf8CString)
            contents.file = mkstemp(&template)
            if contents.file >= 0 { unlink(template) }
        }
        if contents.file < 0 { contents.error = "no file for states can be made" }
    }

    private static func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, flags, mode)
        #elseif canImport(Musl)
            Musl.open(path, flags, mode)
        #else
            Darwin.open(path, flags, mode)
        #endif
    }

    private func write(_ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        var done = 0
        while done < count * 8 {
            let put = pwrite(contents.file, UnsafeRawPointer(words) + done, count * 8 - done, off_t(contents.fileEnd + done))
            if put <= 0 {
                contents.error = "the disk is full: states cannot be written"
                return
            }
            done += put
        }
        contents.fileEnd += count * 8
    }

    // MARK: Checkpoints

    /// By level, the chunks as count and offset; all is on disk when this returns.
    func flushed() -> [[(count: Int, offset: Int)]]? {
        lock.run {
            open()
            guard contents.error == nil, fsync(contents.file) == 0 else { return nil }
            return contents.levels.map { $0.map { ($0.count, $0.offset) } }
        }
    }

    /// Takes over the chunks of an earlier run from the file.
    ///
    /// - Returns: `false` where the file is not as long as it has to be.
    func restore(_ levels: [[(count: Int, offset: Int)]], fileEnd: Int) -> Bool {
        lock.run {
            open()
            guard contents.error == nil, lseek(contents.file, 0, SEEK_END) >= off_t(fileEnd),
                levels.joined().allSatisfy({ $0.count >= 0 && $0.count <= LevelStore.chunkSize && $0.offset >= 0 && $0.offset + $0.count * 8 <= fileEnd })
            else { return false }
            contents.levels = levels.map { $0.map { Chunk(count: $0.count, words: nil, offset: $0.offset) } }
            contents.fileEnd = fileEnd
            return true
        }
    }
}
