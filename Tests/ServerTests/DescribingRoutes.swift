import Documents
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing
import Workflow

@testable import Server

/// The description of the API says what the routes are: no more, and no less.
@Suite struct DescribingRoutes {
  private static var contract: Contract { get throws { try #require(Contract.compiledIn) } }

  @Test("every route is described, and everything described is a route")
  func routes() throws {
    let router = try TemporaryRouter().router
    let pages = PermissionMatrix.all.filter(\.isPage).map { "\($0.method) \($0.path)" }
    let routes = Set(router.routes.map { "\($0.method.rawValue) \(path($0.path.description))" }).subtracting(pages)
    let described = Set(try Self.contract.operations.map { "\($0.method) \($0.path)" })
    #expect(routes.subtracting(described) == [], "these routes are not described")
    #expect(described.subtracting(routes) == [], "these are described, and there is no such route")
  }

  private func path(_ text: String) -> String { text.hasPrefix("/") ? text : "/" + text }

  @Test("the parameters of a path are those that are described for it, and each operation has a name of its own")
  func parameters() throws {
    let contract = try Self.contract
    for operation in contract.operations {
      let wanted = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
        String($0.dropFirst().dropLast())
      }
      let item = contract.document["paths"]?[operation.path]
      var named: [String] = []
      for parameter in item?["parameters"]?.elements ?? [] {
        guard let resolved = contract.resolved(parameter), resolved["in"] == "path" else { continue }
        named.append(resolved["name"]?.string ?? "")
      }
      #expect(Set(named) == Set(wanted), "\(operation.path)")
    }
    let names = contract.operations.compactMap { $0.value["operationId"]?.string }
    #expect(names.count == contract.operations.count && Set(names).count == names.count)
  }

  @Test("every reference leads somewhere, and every component is referred to")
  func references() throws {
    let document = try Self.contract.document
    let references = Set(references(in: document))
    for reference in references {
      #expect(Contract(document).resolved(["$ref": .string(reference)]) != nil, "\(reference)")
    }
    for kind in ["schemas", "parameters", "responses", "headers"] {
      for name in document["components"]?[kind]?.members.keys.sorted() ?? [] {
        #expect(references.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name) is referred to by nothing")
      }
    }
  }

  private func references(in value: Value) -> [String] {
    switch value {
    case .object(let members):
      members.flatMap { name, member in
        name == "$ref" ? [member.string ?? ""] : references(in: member)
      }
    case .array(let items): items.flatMap(references)
    default: []
    }
  }

  @Test("no member is empty: what stands behind a comma within braces is a member of its own")
  func empties() throws {
    #expect(try empties(in: Self.contract.document, at: "") == [])
  }

  private func empties(in value: Value, at place: String) -> [String] {
    switch value {
    case .object(let members):
      members.flatMap { name, member in
        member == .null ? ["\(place)/\(name)"] : empties(in: member, at: "\(place)/\(name)")
      }
    case .array(let items): items.flatMap { empties(in: $0, at: place) }
    default: []
    }
  }

  @Test("every example is as its schema says")
  func examples() throws {
    let document = try Self.contract.document
    let checked = faults(ofExamplesIn: document, SchemaCheck(document), at: "")
    #expect(checked.count > 500)
    #expect(checked.flatMap { $0 } == [])
  }

  private func faults(ofExamplesIn value: Value, _ check: SchemaCheck, at place: String) -> [[String]] {
    switch value {
    case .object(let members):
      let own = (value["examples"]?.elements ?? []).filter { _ in value["type"] != nil }.map { example in
        check.faults(of: example, as: value, at: place)
      }
      let media = value["schema"].flatMap { schema in
        value["example"].map { check.faults(of: $0, as: schema, at: place) }
      }
      let inner = members.filter { $0.key != "examples" && $0.key != "example" }.flatMap { name, member in
        faults(ofExamplesIn: member, check, at: "\(place)/\(name)")
      }
      return own + [media].compactMap { $0 } + inner
    case .array(let items): return items.flatMap { faults(ofExamplesIn: $0, check, at: place) }
    default: return []
    }
  }

  @Test("the kinds of body that are described are those that a route reads")
  func mediaTypes() throws {
    for operation in try Self.contract.operations where operation.path.hasPrefix("/api/") {
      guard let content = operation.value["requestBody"]?["content"]?.members else { continue }
      let method = try #require(HTTPRequest.Method(operation.method))
      let accepted = MediaTypes.accepted(by: method, at: operation.path)
      #expect(Set(content.keys).subtracting(accepted) == [], "\(operation.method) \(operation.path)")
      #expect(accepted.first.map { content[$0] != nil } == true, "\(operation.method) \(operation.path)")
    }
  }

  @Test("every type of event and every status that the code has is described")
  func enumerations() throws {
    let schemas = try #require(try Self.contract.document["components"]?["schemas"])
    func words(_ name: String) -> Set<String> { Set(schemas[name]?["enum"]?.elements.compactMap(\.string) ?? []) }
    #expect(words("EventType") == Set(EventType.allCases.map(\.rawValue)))
    #expect(words("DocumentStatus") == Set(DocumentState.Status.allCases.map(\.rawValue)))
    #expect(words("TurnReason") == Set(Turn.Reason.allCases.map(\.rawValue)))
  }

  @Test("an answer that is not as described is found out")
  func finding() throws {
    let contract = try Self.contract
    func faults(_ json: String, status: Int = 200, type: String = "application/json") -> [String] {
      let answer = TestClient.Answer(status: status, headers: ["content-type": type], data: Data(json.utf8))
      return contract.faults(in: answer, to: "GET", "/version")
    }
    #expect(faults(#"{"name": "countersign", "version": "1"}"#) == [])
    #expect(faults(#"{"name": "countersign"}"#) == [".version is missing"])
    #expect(faults(#"{"name": "countersign", "version": 1}"#).count == 1)
    #expect(faults(#"{"name": "countersign", "version": "1", "more": 1}"#) == [".more is not described"])
    #expect(faults(#"{"name": "other", "version": "1"}"#).count == 1)
    #expect(faults("{}", status: 204) == ["status 204 is not described"])
    #expect(faults("x", type: "text/plain") == ["content type 'text/plain' is not described"])
  }
}

extension Value {
  /// Those of a list. Both the server and the tests' support have a word of their own for it.
  fileprivate var elements: [Value] {
    if case .array(let items) = self { items } else { [] }
  }
}
