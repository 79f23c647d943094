import Crypto
import Foundation
import Ledger

/// Git's own id of a file's bytes: the hash of `blob <length>`, a zero byte and the bytes (gitformat-pack; SHA-1, or SHA-256
/// in a repository whose commits have ids of 64 digits).
enum GitBlob {
  static func id(of bytes: Data, like commit: String) -> String {
    let object = Data("blob \(bytes.count)\0".utf8) + bytes
    return commit.utf8.count == 64
      ? Data(SHA256.hash(data: object)).hexadecimal : Data(Insecure.SHA1.hash(data: object)).hexadecimal
  }
}
