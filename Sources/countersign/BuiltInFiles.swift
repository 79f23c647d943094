import BuiltIns
import Documents
import Foundation
import Ledger
import Workflow

/// The templates, workflows and pipelines that are compiled in.
enum BuiltInFiles {
  static var templates: [(name: String, markdown: String)] {
    (0..<builtin_template_count()).map { text(builtin_template_at($0)) }
  }

  /// A finished document of `config/examples`, as Markdown.
  static func example(_ name: String) -> String {
    (0..<builtin_example_count()).map { text(builtin_example_at($0)) }.first { $0.0 == name }?.1 ?? ""
  }

  /// A file that cannot be read is a fault of the build.
  static func workflows() throws -> [WorkflowFile] {
    try (0..<builtin_workflow_count()).map { index in
      let (name, yaml) = text(builtin_workflow_at(index))
      return try WorkflowFile(name: name, yaml: yaml, path: "config/workflows/\(name).yaml")
    }
  }

  private static func text(_ file: builtin_file) -> (String, String) {
    let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
    return (String(cString: file.name), String(decoding: bytes, as: UTF8.self))
  }

  /// Publishes each template whose words are not in the log yet, and each workflow that the operator has no file for.
  static func publish(to ledger: Ledger, workflows files: [WorkflowFile] = []) async throws {
    for (name, markdown) in templates {
      let digest = Digests.sha256Hex(markdown)
      _ = try await ledger.perform(
        WriteRequest(
          target: .registry(.publishTemplate(TemplatePublished(name: name, version: 0, text: digest))), actor: .daemon,
          metadata: EventMetadata(source: "init"), texts: [StoredText(digest: digest, body: Data(markdown.utf8))]))
    }
    let named = Set(files.map(\.name))
    for file in try workflows().filter({ !named.contains($0.name) }) + files { try await file.publish(to: ledger) }
    try await publishPipelines(to: ledger)
  }

  /// A file that cannot be read is a fault of the build.
  private static func publishPipelines(to ledger: Ledger) async throws {
    for (name, yaml) in (0..<builtin_pipeline_count()).map({ text(builtin_pipeline_at($0)) }) {
      let digest = Digests.sha256Hex(yaml)
      let published = PipelinePublished(name: name, version: 0, pipeline: try Pipeline(yaml: yaml), text: digest)
      _ = try await ledger.perform(
        WriteRequest(
          target: .registry(.publishPipeline(published)), actor: .daemon, metadata: EventMetadata(source: "init"),
          texts: [StoredText(digest: digest, body: Data(yaml.utf8))]))
    }
  }
}
