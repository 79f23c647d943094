package import Documents
import Foundation
import Server

/// What the daemon says of itself in OpenAPI: every answer that a test gets is compared with it.
///
/// It is read more strictly than a client may: a member that is not described is a fault.
package struct Contract: Sendable {
  package struct Broken: Error, CustomStringConvertible {
    package let description: String
  }

  package struct Operation: Sendable {
    package let path: String
    package let method: String
    package let value: Value
    let segments: [Substring]
  }

  /// Nil where the description is no YAML.
  package static let compiledIn = APIDescription.value.map(Contract.init)

  package let document: Value
  package let operations: [Operation]

  package init(_ document: Value) {
    self.document = document
    var operations: [Operation] = []
    for (path, item) in document["paths"]?.members ?? [:] {
      for (method, value) in item.members where method != "parameters" {
        operations.append(
          Operation(path: path, method: method.uppercased(), value: value, segments: path.split(separator: "/")))
      }
    }
    // A path that names a place goes before one that takes anything there (OpenAPI 3.1, section 4.8.8.2).
    self.operations = operations.sorted { $0.path.filter { $0 == "{" }.count < $1.path.filter { $0 == "{" }.count }
  }

  /// The operation that a request asks for; nil where none is described.
  package func operation(_ method: String, _ path: String) -> Operation? {
    let segments = path.prefix { $0 != "?" }.split(separator: "/")
    return operations.first { operation in
      operation.method == method && operation.segments.count == segments.count
        && zip(operation.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }

  /// What is wrong with an answer: sentences; empty where it is as described.
  package func faults(
    in answer: TestClient.Answer, to method: String, _ path: String
  ) -> [String] {
    guard let operation = operation(method == "HEAD" ? "GET" : method, path) else {
      if method == "HEAD", answer.data.isEmpty { return [] }
      return [404, 405].contains(answer.status) ? problemFaults(answer) : ["the request is not described"]
    }
    guard let response = resolved(operation.value["responses"]?[String(answer.status)]) else {
      return ["status \(answer.status) is not described"]
    }
    let content = method == "HEAD" ? [:] : response["content"]?.members ?? [:]
    if content.isEmpty { return answer.data.isEmpty ? [] : ["a body is not described"] }
    let type = answer.headers["content-type"].map { String($0.prefix { $0 != ";" }) } ?? ""
    guard let media = content[type] else { return ["content type '\(type)' is not described"] }
    guard type == "application/json" || type.hasSuffix("+json"), let schema = media["schema"] else { return [] }
    return SchemaCheck(document).faults(of: answer.json, as: schema)
  }

  private func problemFaults(_ answer: TestClient.Answer) -> [String] {
    SchemaCheck(document).faults(of: answer.json, as: ["$ref": "#/components/schemas/Problem"])
  }

  package func resolved(_ value: Value?) -> Value? {
    guard let reference = value?["$ref"]?.string else { return value }
    return document.at(reference)
  }

  static func check(_ answer: TestClient.Answer, _ method: String, _ path: String) throws {
    guard let contract = compiledIn else { throw Broken(description: "The description of the API is no YAML.") }
    let faults = contract.faults(in: answer, to: method, path)
    guard faults.isEmpty else {
      throw Broken(
        description: "\(method) \(path) answers with \(answer.status), and not as openapi.yaml says: "
          + "\(faults.prefix(10).joined(separator: "; ")): \(answer.text.prefix(2000))")
    }
  }
}

extension Value {
  package var members: [String: Value] {
    if case .object(let members) = self { members } else { [:] }
  }

  /// What a reference such as `#/components/schemas/Event` names.
  func at(_ reference: String) -> Value? {
    reference.split(separator: "/").dropFirst().reduce(self as Value?) { $0?[String($1)] }
  }
}
