import Testing

/// A request that two servers could read in two ways, with what this one must answer.
struct SmugglingForm: Sendable, CustomTestStringConvertible {
  let what: String
  let bytes: String
  var status = 400

  var testDescription: String { what }

  /// What follows each form: nobody must ever answer it.
  static let second = "GET /hello?smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

  private static func post(_ headers: String, _ body: String) -> String {
    "POST /echo HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n\(body)"
  }

  private static func chunks(_ body: String) -> String {
    post("Transfer-Encoding: chunked", body)
  }

  private static func get(_ headers: String) -> String {
    "GET /hello HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n"
  }

  static let all: [SmugglingForm] = lengths + encodings + chunkForms + headerForms + lineForms

  private static let lengths: [SmugglingForm] = [
    .init(what: "length and chunked", bytes: post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
    .init(what: "chunked and length", bytes: post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n")),
    .init(what: "two lengths", bytes: post("Content-Length: 3\r\nContent-Length: 4", "abc")),
    .init(what: "the same length twice", bytes: post("Content-Length: 3\r\nContent-Length: 3", "abc")),
    .init(what: "two lengths, one in capitals", bytes: post("Content-Length: 0\r\nCONTENT-LENGTH: 3", "abc")),
    .init(what: "a length with a plus", bytes: post("Content-Length: +3", "abc")),
    .init(what: "a length below zero", bytes: post("Content-Length: -3", "abc")),
    .init(what: "a list of equal lengths", bytes: post("Content-Length: 3, 3", "abc")),
    .init(what: "a list of lengths", bytes: post("Content-Length: 3,4", "abc")),
    .init(what: "a length in hexadecimal", bytes: post("Content-Length: 0x3", "abc")),
    .init(what: "a length with a space in it", bytes: post("Content-Length: 1 2", "abc")),
    .init(what: "an empty length", bytes: post("Content-Length: ", "abc")),
    .init(what: "a length with a letter", bytes: post("Content-Length: 3a", "abc")),
    .init(what: "a length with a fraction", bytes: post("Content-Length: 3.0", "abc")),
    .init(what: "a length with an exponent", bytes: post("Content-Length: 1e1", "abc")),
    .init(what: "a length that overflows", bytes: post("Content-Length: 99999999999999999999", "abc")),
    .init(what: "a length of other digits", bytes: post("Content-Length: ٣", "abc")),
    .init(what: "a length in quotes", bytes: post("Content-Length: \"3\"", "abc")),
    .init(what: "a length with a parameter", bytes: post("Content-Length: 3;", "abc")),
  ]

  private static let encodings: [SmugglingForm] = [
    .init(what: "an unknown encoding", bytes: post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
    .init(what: "chunked is not last", bytes: post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
    .init(what: "chunked after identity", bytes: post("Transfer-Encoding: identity, chunked", "0\r\n\r\n")),
    .init(what: "identity", bytes: post("Transfer-Encoding: identity", "0\r\n\r\n")),
    .init(what: "chunked after gzip", bytes: post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
    .init(
      what: "chunked twice", bytes: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
    .init(
      what: "chunked and identity on two lines",
      bytes: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
    .init(what: "chunked with a parameter", bytes: post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n")),
    .init(what: "chunked in quotes", bytes: post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
    .init(what: "chunked after a vertical tab", bytes: post("Transfer-Encoding: \u{0B}chunked", "0\r\n\r\n")),
    .init(what: "chunked before a form feed", bytes: post("Transfer-Encoding: chunked\u{0C}", "0\r\n\r\n")),
    .init(what: "chunked before a zero byte", bytes: post("Transfer-Encoding: chunked\0", "0\r\n\r\n")),
    .init(what: "chunked after a comma", bytes: post("Transfer-Encoding: , chunked", "0\r\n\r\n")),
    .init(what: "chunked before a comma", bytes: post("Transfer-Encoding: chunked,", "0\r\n\r\n")),
    .init(what: "an empty encoding", bytes: post("Transfer-Encoding: ", "0\r\n\r\n")),
    .init(
      what: "an unknown encoding and a length", bytes: post("Transfer-Encoding: cow\r\nContent-Length: 5", "0\r\n\r\n")),
    .init(
      what: "chunked in HTTP/1.0",
      bytes: "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  ]

  private static let chunkForms: [SmugglingForm] = [
    .init(what: "a chunk's size with 0x", bytes: chunks("0x3\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size with a plus", bytes: chunks("+3\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size below zero", bytes: chunks("-1\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size after a space", bytes: chunks(" 3\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size before a bare line feed", bytes: chunks("3\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size that overflows", bytes: chunks("fffffffffffffffff\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's size that is none", bytes: chunks("g\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk without a size", bytes: chunks("\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk that does not end", bytes: chunks("3\r\nabcX\r\n0\r\n\r\n")),
    .init(what: "a chunk that is longer than it says", bytes: chunks("3\r\nabcde\r\n0\r\n\r\n")),
    .init(what: "a chunk that ends with a bare line feed", bytes: chunks("3\r\nabc\n0\r\n\r\n")),
    .init(what: "a chunk's extension with a line feed", bytes: chunks("3;a\nb\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a chunk's extension with a carriage return", bytes: chunks("3;a\rb\r\nabc\r\n0\r\n\r\n")),
    .init(what: "a trailer with a space in its name", bytes: chunks("0\r\nX y: z\r\n\r\n")),
  ]

  private static let headerForms: [SmugglingForm] = [
    .init(what: "a space before a colon", bytes: post("Content-Length : 3", "abc")),
    .init(what: "a space before the encoding's colon", bytes: post("Transfer-Encoding : chunked", "0\r\n\r\n")),
    .init(what: "a tab before a colon", bytes: post("Transfer-Encoding\t: chunked", "0\r\n\r\n")),
    .init(what: "a folded encoding", bytes: post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
    .init(what: "a folded header", bytes: get("X: a\r\n b")),
    .init(what: "a first header after a space", bytes: "GET /hello HTTP/1.1\r\n Host: x\r\n\r\n"),
    .init(what: "a space in a name", bytes: get("X y: z")),
    .init(what: "a name of other letters", bytes: post("Contént-Length: 3", "abc")),
    .init(what: "a header without a colon", bytes: get("Transfer-Encoding chunked")),
    .init(what: "a header without a name", bytes: get(": x")),
    .init(what: "a zero byte in a value", bytes: get("X: a\0b")),
    .init(what: "a carriage return in a value", bytes: post("X: a\rTransfer-Encoding: chunked", "0\r\n\r\n")),
    .init(what: "a carriage return before a colon", bytes: post("Transfer-Encoding\r: chunked", "0\r\n\r\n")),
    .init(what: "no host", bytes: "GET /hello HTTP/1.1\r\n\r\n"),
    .init(what: "two hosts", bytes: get("Host: y")),
    .init(what: "an empty host", bytes: "GET /hello HTTP/1.1\r\nHost:\r\n\r\n"),
    .init(what: "a host with a space", bytes: "GET /hello HTTP/1.1\r\nHost: x y\r\n\r\n"),
    .init(what: "a host with a user", bytes: "GET /hello HTTP/1.1\r\nHost: a@x\r\n\r\n"),
    .init(what: "a host with a path", bytes: "GET /hello HTTP/1.1\r\nHost: x/y\r\n\r\n"),
  ]

  private static let lineForms: [SmugglingForm] = [
    .init(what: "another server's target", bytes: "GET http://y/hello HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a tunnel", bytes: "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n"),
    .init(what: "a target without a slash", bytes: "GET hello HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a space in the target", bytes: "GET /hel lo HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a zero byte in the target", bytes: "GET /hel\0lo HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a fragment in the target", bytes: "GET /hello#a HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a version that is none", bytes: "GET /hello HTTP/1.2x\r\nHost: x\r\n\r\n"),
    .init(what: "a version that does not fit", bytes: "GET /hello HTTP/2.0\r\nHost: x\r\n\r\n"),
    .init(what: "a version in small letters", bytes: "GET /hello http/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "a method with a bracket", bytes: "G(T /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "tabs between the words", bytes: "GET\t/hello\tHTTP/1.1\r\nHost: x\r\n\r\n"),
    .init(what: "the preface of HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    .init(what: "garbage", bytes: "garbage\r\n\r\n"),
    .init(what: "bytes of a TLS handshake", bytes: "\u{16}\u{03}\u{01}\u{02}\r\n\r\n"),
  ]
}
