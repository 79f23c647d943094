import Foundation
import Hummingbird
import NIOCore

/// The description of these routes, open to all: whoever writes a client has no token yet.
struct DescriptionRoutes {
  func add(to router: Router<ServerContext>) {
    router.get("api/v1/openapi.yaml") { _, _ in Self.file(APIDescription.yaml, "application/yaml") }
    router.get("api/v1/openapi.json") { _, _ in Self.file(APIDescription.json, "application/json") }
  }

  private static func file(_ bytes: Data, _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
