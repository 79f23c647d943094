import Documents
import Foundation
import Workflow

/// A body that is a file of YAML.
enum YamlBody {
  /// The body is the YAML, or a JSON object that has it as `definition`.
  static func text(_ body: Data) throws(Refusal) -> String {
    if let value = try? JSONDecoder().decode(Value.self, from: body), value["definition"] != nil {
      return try Fields(body).text("definition")
    }
    guard let yaml = String(validating: body, as: UTF8.self) else {
      throw Refusal.field("definition", "must be YAML in UTF-8.")
    }
    return yaml
  }

  /// What is wrong with it, by key and line.
  static func refusal(_ code: String, _ fault: YamlFault) -> Refusal {
    Refusal(
      .malformed, code, "Line \(fault.line): \(fault.message)",
      errors: [
        Refusal.FieldError(
          field: fault.key.isEmpty ? "definition" : fault.key, message: "line \(fault.line): \(fault.message)")
      ])
  }
}
