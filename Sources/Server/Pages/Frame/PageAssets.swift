import Crypto
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import PageFiles

/// What pages load: compiled in, named by what is in it, so that a browser may keep it for good.
struct PageAssets {
  private struct Asset {
    let bytes: ByteBuffer
    let packed: ByteBuffer?
    let type: String
  }

  /// A year: the name changes with the words.
  private static let cacheControl = "public, max-age=31536000, immutable"
  private static let types = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
  ]
  private static let (byAddress, addresses): ([String: Asset], [String: String]) = {
    var assets: [String: Asset] = [:]
    var addresses: [String: String] = [:]
    for index in 0..<page_asset_count() {
      let file = page_asset_at(index)
      let bytes = Data(UnsafeBufferPointer(start: file.bytes, count: file.length))
      let parts = String(cString: file.name).split(separator: ".")
      guard parts.count == 2, let type = types[String(parts[1])] else { continue }
      let digest = Data(SHA256.hash(data: bytes)).hexadecimal.prefix(12)
      let address = "\(parts[0])-\(digest).\(parts[1])"
      assets[address] = Asset(
        bytes: ByteBuffer(bytes: bytes), packed: Gzip.packed(bytes).map { ByteBuffer(bytes: $0) }, type: type)
      addresses[String(cString: file.name)] = "/assets/" + address
    }
    return (assets, addresses)
  }()

  /// The addresses of all, as templates name them: `pages.css` is `pages_css`.
  static let members = Value.object(
    Dictionary(uniqueKeysWithValues: addresses.map { ($0.replacingOccurrences(of: ".", with: "_"), .string($1)) }))

  static func add(to router: Router<ServerContext>) {
    router.get("assets/{name}") { request, context in
      guard let asset = byAddress[try context.parameters.require("name")] else {
        throw Problem(status: .notFound, code: "not_found", detail: "There is no such file.")
      }
      var headers: HTTPFields = [
        .contentType: asset.type, .cacheControl: cacheControl, .vary: "Accept-Encoding",
      ]
      guard let packed = asset.packed, Gzip.isAccepted(by: request) else {
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
      }
      headers[.contentEncoding] = "gzip"
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed))
    }
  }
}
