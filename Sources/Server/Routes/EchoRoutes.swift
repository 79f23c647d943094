import Documents
import Hummingbird

/// `POST /echo`: answers with the object that it was sent, and stores nothing. A client can try its token and its proxy
/// with it, and a measurement can tell what the way to the writer costs.
struct EchoRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("echo", use: echo)
  }

  @Sendable private func echo(_ request: Request, _ context: ServerContext) async throws -> Response {
    let fields = try Fields(try await request.body(upTo: BodyLimits.otherBytesMax))
    let caller = try context.known()
    return .json(["actor": .string(caller.id), "body": .object(fields.members)])
  }
}
