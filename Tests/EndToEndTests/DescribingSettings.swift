import Documents
import Foundation
import TestSupport
import Testing

/// Every setting stands in the documentation, in the example of the settings' file, and nowhere else.
@Suite struct DescribingSettings {
  @Test("the table of the operator's page is what the binary prints")
  func page() throws {
    let page = try String(contentsOf: ProjectFolder.url.appending(path: "docs/operations.md"), encoding: .utf8)
    let table = String(decoding: try TestDaemon.run(["settings", "--markdown"]), as: UTF8.self)
    let (begin, end) = ("<!-- settings: begin -->\n", "<!-- settings: end -->\n")
    let start = try #require(page.range(of: begin))
    let stop = try #require(page.range(of: end))
    #expect(page[start.upperBound..<stop.lowerBound] == table, "write what `countersign settings --markdown` prints")
  }

  @Test("the file of the settings knows each of them")
  func file() throws {
    let file = try String(contentsOf: ProjectFolder.url.appending(path: "config/countersign.yaml"), encoding: .utf8)
    let words = Set(file.split { !$0.isLetter && $0 != "_" }.map(String.init))
    for setting in try settings() where setting["name"] != "data" {
      for part in setting["name"]?.string?.split(separator: ".") ?? [] {
        #expect(words.contains(String(part)), "config/countersign.yaml says nothing of \(setting["name"] ?? "")")
      }
    }
  }

  @Test("each is taken from the environment, and a name that is none stops the start")
  func variables() throws {
    for setting in try settings() {
      let name = try #require(setting["name"]?.string)
      let variable = "COUNTERSIGN_" + name.uppercased().replacingOccurrences(of: ".", with: "_")
      #expect(setting["variable"]?.string == variable)
    }
    let said = try TestDaemon.shell(
      "countersign serve --data /nowhere 2>&1; true", in: ProjectFolder.url, environment: ["COUNTERSIGN_LOUDNESS": "11"]
    )
    #expect(said.contains("COUNTERSIGN_LOUDNESS is no setting"), "\(said)")
  }

  @Test("what is of another form than its setting stops the start, and is named with what to write")
  func forms() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    for (yaml, words) in [
      ("trusted_proxies: 10.0.0.0/8", "trusted_proxies: '10.0.0.0/8' is no list: write [10.0.0.0/8]."),
      ("backup: {keep_days: a month}", "backup.keep_days: 'a month' is no such number: write one from 1 to 36500."),
      ("backup: {keep_days: 0}", "backup.keep_days: '0' is no such number"),
      ("deliveries: {timeout_seconds: soon}", "deliveries.timeout_seconds: 'soon' is no such number"),
      ("deliveries: {retry_seconds: 5}", "deliveries.retry_seconds: '5' is no list"),
      ("sessions: {idle_minutes: [5]}", "sessions.idle_minutes: there is a list: write one value."),
      ("listen: [127.0.0.1:8080]", "listen: there is a list: write one value."),
      ("log: {level: loud}", "log.level: 'loud' is none of trace, debug"),
      // Nothing is wrong with these.
      ("trusted_proxies: []\nwitnesses:\nbackup: {keep_days: '30'}\nlog: {level: INFO}", "holds no log"),
    ] {
      try Data(yaml.utf8).write(to: file)
      let said = try TestDaemon.shell(
        "countersign serve --data /nowhere --config \(file.path) 2>&1; true", in: Self.project)
      #expect(said.contains(words), "\(yaml): \(said)")
    }
  }

  private func settings() throws -> [Value] {
    let found = try JSONDecoder().decode(Value.self, from: TestDaemon.run(["settings", "--json"])).items
    #expect(found.count > 15)
    return found
  }
}
