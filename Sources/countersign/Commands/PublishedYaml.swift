import Documents
import NIOHTTP1

/// What publishing and showing a workflow or a pipeline have in common. `kind` is its place in the API.
enum PublishedYaml {
  static func publish(_ yaml: String, as name: String, kind: String, client: ClientOptions) async throws {
    let answer = try await client.client().json(.PUT, "\(kind)/\(name)", .object(["definition": .string(yaml)]))
    if client.json { return try Output.printJSON(answer) }
    let isSame = answer["unchanged"] == true
    print("\(name), version \(answer["version"]?.printed ?? "")\(isSame ? ": the same as before" : "")")
  }

  static func show(_ name: String, version: Int?, kind: String, client: ClientOptions) async throws {
    let path = "\(kind)/\(name)" + (version.map { "?version=\($0)" } ?? "")
    let published = try await client.client().json(.GET, path)
    if client.json { return try Output.printJSON(published) }
    print(published["yaml"]?.string ?? "", terminator: "")
  }
}
