import Documents
import Foundation
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// What proves the log: its key, its checkpoints, and proofs about them.
struct LogRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("log/key", use: key)
    group.get("log/checkpoint", use: checkpoint)
    group.get("log/proof/inclusion", use: inclusion)
    group.get("log/proof/consistency", use: consistency)
    group.get("log/proof/file", use: file)
    group.post("log/witness", use: witness)
  }

  @Sendable private func key(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let key = services.ledger.verifierKey else { throw Self.unsigned }
    return text("\(key)\n")
  }

  @Sendable private func checkpoint(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let checkpoint = try await services.ledger.checkpoint() else { throw Self.unsigned }
    return text(checkpoint.note)
  }

  @Sendable private func inclusion(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let seq = try request.treePosition("seq") else { throw Refusal.field("seq", "is required: a log position.") }
    let proof = try await services.ledger.inclusionProof(of: seq, size: try request.treePosition("size"))
    return .json(proof.value)
  }

  @Sendable private func consistency(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let from = try request.treePosition("from") else {
      throw Refusal.field("from", "is required: a size of the log.")
    }
    guard let to = try request.treePosition("to") else { throw Refusal.field("to", "is required: a size of the log.") }
    let proof = try await services.ledger.consistencyProof(from: from, to: to)
    return .json([
      "tree_size_1": .int(Int(proof.from)), "tree_size_2": .int(Int(proof.to)),
      "root_hash_1": .string(proof.fromRoot.hexadecimal), "root_hash_2": .string(proof.toRoot.hexadecimal),
      "consistency_path": .array(proof.path.map { .string($0.hexadecimal) }),
    ])
  }

  @Sendable private func file(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let seq = try request.treePosition("seq") else { throw Refusal.field("seq", "is required: a log position.") }
    guard try await services.sees(event: seq, context) else { throw Refusal.unknown("event", "\(seq)") }
    guard let file = try await services.ledger.proofFile(of: seq) else { throw Self.unsigned }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(file))))
  }

  @Sendable private func witness(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let checkpoint = try await services.ledger.addCosignatures(String(decoding: body, as: UTF8.self))
    return text(checkpoint.note)
  }

  private func text(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private static let unsigned = Refusal(
    .unknown, "log_not_signed", "This log is not signed: its keys have no signing.key.")
}

extension InclusionProof {
  fileprivate var value: Value {
    [
      "seq": .int(Int(seq)), "leaf_index": .int(Int(seq - 1)), "tree_size": .int(Int(size)),
      "leaf_hash": .string(leafHash.hexadecimal), "root_hash": .string(root.hexadecimal),
      "inclusion_path": .array(path.map { .string($0.hexadecimal) }),
    ]
  }
}

extension Request {
  fileprivate func treePosition(_ name: String) throws(Refusal) -> Int64? {
    guard let text = query(name) else { return nil }
    guard let number = Int64(text), number >= 0 else { throw Refusal.field(name, "must be a whole number, 0 or more.") }
    return number
  }
}
