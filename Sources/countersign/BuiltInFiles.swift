import BuiltIns
import Documents
import Foundation
import Ledger
import Workflow
import Yams

/// The templates, workflows and pipelines that are compiled in.
enum BuiltInFiles {
  static var templates: [(name: String, markdown: String)] {
    (0..<builtin_template_count()).map { text(builtin_template_at($0)) }
  }

  /// Workflows by name; a file that cannot be read is a fault of the build.
  static func workflows() throws -> [String: Policy] {
    let policies = try (0..<builtin_workflow_count()).map { index in
      try YAMLDecoder().decode(Policy.self, from: text(builtin_workflow_at(index)).1)
    }
    return Dictionary(policies.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func text(_ file: builtin_file) -> (String, String) {
    let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
    return (String(cString: file.name), String(decoding: bytes, as: UTF8.self))
  }

  /// Publishes each template whose words are not in the log yet.
  static func publish(to ledger: Ledger) async throws {
    for (name, markdown) in templates {
      let digest = Digests.sha256Hex(markdown)
      _ = try await ledger.perform(
        WriteRequest(
          target: .registry(.publishTemplate(TemplatePublished(name: name, version: 0, text: digest))), actor: .daemon,
          metadata: EventMetadata(source: "init"), texts: [StoredText(digest: digest, body: Data(markdown.utf8))]))
    }
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
