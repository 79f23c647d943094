import Crypto
import Foundation

/// A form with a file in it (multipart/form-data, RFC 7578).
struct MultipartForm {
  let contentType: String
  let body: Data

  init(fields: [(String, String)], file: (name: String, data: Data)) {
    // Of the hash of all that stands between: none of it can hold the line that ends it.
    var digest = SHA256()
    for (name, value) in fields { digest.update(data: Data("\(name) \(value)\n".utf8)) }
    digest.update(data: file.data)
    let boundary = "form-" + digest.finalize().prefix(16).map { String($0, radix: 16) }.joined()
    contentType = "multipart/form-data; boundary=\(boundary)"
    var body = Data()
    for (name, value) in fields {
      body.append(Data("--\(boundary)\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8))
    }
    body.append(
      Data(
        ("--\(boundary)\r\ncontent-disposition: form-data; name=\"\(file.name)\"; filename=\"\(file.name)\"\r\n"
          + "content-type: application/octet-stream\r\n\r\n").utf8))
    body.append(file.data)
    body.append(Data("\r\n--\(boundary)--\r\n".utf8))
    self.body = body
  }
}
