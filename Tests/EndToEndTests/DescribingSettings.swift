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

  private func settings() throws -> [Value] {
    let found = try JSONDecoder().decode(Value.self, from: TestDaemon.run(["settings", "--json"])).items
    #expect(found.count > 15)
    return found
  }
}
