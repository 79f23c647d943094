import Documents
import Testing
import Workflow

/// Pipelines as people write them.
@Suite struct ReadingPipelines {
  @Test("a pipeline is read as it is written")
  func whole() throws {
    let pipeline = try Pipeline(
      yaml: """
        name: two
        title: Two steps
        steps:
          - number: 1
            name: first
            template: t
          - number: 4
            name: second
            title: The second
            template: u
            workflow: sign-off
            requires: [first]
        """)
    #expect(pipeline.name == "two" && pipeline.version == 0 && pipeline.title == "Two steps")
    #expect(
      pipeline.steps == [
        PipelineStep(number: 1, name: "first", title: "first", template: "t"),
        PipelineStep(
          number: 4, name: "second", title: "The second", template: "u", workflow: "sign-off", requires: ["first"]),
      ])
  }

  private static let step = "steps:\n  - number: 1\n    name: a\n    template: t\n"

  static let faults: [(yaml: String, key: String, line: Int, word: String)] = [
    ("", "", 1, "empty"),
    ("name: x\n", "steps", 1, "missing"),
    (step, "name", 1, "missing"),
    ("name: X Y\n" + step, "name", 1, "lower-case"),
    ("name: x\nowner: ada\n" + step, "owner", 2, "unknown"),
    ("name: x\nsteps: []\n", "steps", 2, "1 to 50"),
    ("name: x\nsteps: a\n", "steps", 2, "list"),
    ("name: x\n" + step + "    when: now\n", "steps[0].when", 6, "unknown"),
    ("name: x\nsteps:\n  - number: 1\n    name: a\n", "steps[0].template", 3, "missing"),
    ("name: x\nsteps:\n  - number: one\n    name: a\n    template: t\n", "steps[0].number", 3, "whole number"),
    ("name: x\nsteps:\n  - number: -1\n    name: a\n    template: t\n", "steps[0].number", 3, "0 to 999"),
    ("name: x\n" + step + "  - number: 1\n    name: b\n    template: t\n", "steps[1].number", 6, "more than 1"),
    ("name: x\n" + step + "  - number: 0\n    name: b\n    template: t\n", "steps[1].number", 6, "more than 1"),
    ("name: x\n" + step + "  - number: 2\n    name: a\n    template: t\n", "steps[1].name", 7, "twice"),
    ("name: x\n" + step + "    requires: [a]\n", "steps[0].requires[0]", 6, "there is none"),
    ("name: x\n" + step + "    requires: a\n", "steps[0].requires", 6, "list"),
    (
      "name: x\n" + step + "  - number: 2\n    name: b\n    template: t\n    requires: [c]\n", "steps[1].requires[0]",
      9,
      "there are a"
    ),
    (
      "name: x\n" + step + "  - number: 2\n    name: b\n    template: t\n    requires: [a, a]\n",
      "steps[1].requires[1]", 9, "twice"
    ),
    ("name: x\n\tsteps: 1\n", "", 2, "not YAML"),
  ]

  @Test("each fault names the key, the line and what to write", arguments: faults)
  func fault(_ wrong: (yaml: String, key: String, line: Int, word: String)) {
    let fault = #expect(throws: YamlFault.self) { try Pipeline(yaml: wrong.yaml) }
    #expect(fault?.key == wrong.key)
    #expect(fault?.line == wrong.line, "\(fault?.message ?? "")")
    #expect(fault?.message.contains(wrong.word) == true, "\(fault?.message ?? "")")
  }

  @Test("there is a most of steps and of bytes")
  func limits() throws {
    func yaml(_ count: Int) -> String {
      "name: x\nsteps:\n"
        + (0..<count).map { "  - number: \($0)\n    name: s\($0)\n    template: t\n" }.joined()
    }
    #expect(try Pipeline(yaml: yaml(Pipeline.stepsMax)).steps.count == Pipeline.stepsMax)
    #expect(throws: YamlFault.self) { try Pipeline(yaml: yaml(Pipeline.stepsMax + 1)) }
    let long = yaml(1) + "# " + String(repeating: "x", count: Pipeline.bytesMax)
    #expect(throws: YamlFault.self) { try Pipeline(yaml: long) }
  }
}
