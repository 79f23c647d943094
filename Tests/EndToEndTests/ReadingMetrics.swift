import Documents
import Foundation
import TestSupport
import Testing

/// The metrics, and the dashboard and the rules that name them.
@Suite(.serialized) struct ReadingMetrics {
  private static let operations = ProjectFolder.url.appending(path: "docs/operations")

  @Test(
    "Prometheus' own client reads both forms, and every family has its type, its help and its unit",
    .enabled(if: Peer.readsMetricsHere, Comment(rawValue: Peer.whyAbsent)))
  func peer() async throws {
    let busy = try await BusyDaemon()
    let plain = try await busy.admin.raw("GET", "/metrics", nil)
    let open = try await busy.admin.raw(
      "GET", "/metrics", nil, headers: ["accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"])
    #expect(plain.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    #expect(open.headers["content-type"]?.hasPrefix("application/openmetrics-text; version=1.0.0") == true)
    let answers = try Peer.ask(
      "metrics.py",
      [
        ["form": "prometheus", "text": .string(plain.text)], ["form": "openmetrics", "text": .string(open.text)],
        ["form": "openmetrics", "text": .string(open.text.replacingOccurrences(of: "# EOF\n", with: ""))],
      ])
    #expect(answers[2]["refused"] != nil)
    for (answer, text) in zip(answers, [plain.text, open.text]) {
      guard case .object(let families) = answer["families"] else {
        Issue.record("\(answer)\n\(text)")
        continue
      }
      #expect(families.count > 35)
      for (name, family) in families {
        #expect(family["type"] != "unknown" && family["help"]?.string?.isEmpty == false, "\(name): \(family)")
      }
    }
    #expect(answers[1]["families"]?["countersign_http_request_duration_seconds"]?["unit"] == "seconds")
    #expect(answers[1]["families"]?["countersign_http_requests"]?["type"] == "counter")
    busy.daemon.stop()
  }

  @Test("every metric that the dashboard and the rules name is there, with the labels that they ask for")
  func named() async throws {
    let busy = try await BusyDaemon()
    let text = try await busy.admin.raw("GET", "/metrics", nil).text
    let shown = Exposed(text)
    let rules = try String(contentsOf: Self.operations.appending(path: "alerts.yaml"), encoding: .utf8)
    let dashboard = try String(contentsOf: Self.operations.appending(path: "grafana-dashboard.json"), encoding: .utf8)
    #expect(try JSONDecoder().decode(Value.self, from: Data(dashboard.utf8))["panels"]?.items.isEmpty == false)
    let written = rules + dashboard.replacingOccurrences(of: #"\""#, with: #"""#)
    let names = written.matches(of: /(countersign|process)_[a-z0-9_]+/).map { String($0.output.0) }
    #expect(Set(names).count > 30)
    for name in Set(names).sorted() { #expect(shown.labels[name] != nil, "there is no \(name)") }
    for match in written.matches(of: /((?:countersign|process)_[a-z0-9_]+)\{([^}]*)\}/) {
      let name = String(match.output.1)
      for label in match.output.2.matches(of: /([a-z_]+)\s*(?:=|!)/).map({ String($0.output.1) })
      where !["instance", "job"].contains(label) {
        #expect(shown.labels[name]?.contains(label) == true, "\(name) has no label \(label)")
      }
    }
    for match in text.matches(of: /countersign_http_requests_total\{[^}]*route="([^"]*)"/) {
      #expect(!match.output.1.contains(busy.document), "a route with an id in it: \(match.output.1)")
    }
    busy.daemon.stop()
  }

  @Test("what is counted is what happened")
  func counted() async throws {
    let busy = try await BusyDaemon()
    let nobody = TestClient(url: busy.daemon.url, token: "cs_wrong_wrong")
    for _ in 0..<3 { #expect(try await nobody.send("GET", "documents").status == 401) }
    let text = try await busy.admin.raw("GET", "/metrics", nil).text
    let lines = Set(text.split(separator: "\n").map(String.init))
    #expect(lines.contains("countersign_authentication_failures_total 3"))
    #expect(
      lines.contains(
        #"countersign_http_requests_total{method="GET",route="/api/v1/documents",status="401"} 3"#), "\(text)")
    #expect(lines.contains(#"countersign_documents{status="in_review"} 1"#))
    #expect(lines.contains(#"countersign_gates_open{age="1h"} 1"#))
    #expect(lines.contains(#"countersign_deliveries{state="delivered"} 1"#))
    #expect(lines.contains(#"countersign_delivery_attempts_total{kind="webhook",outcome="delivered"} 1"#))
    #expect(lines.contains("countersign_writer_stopped 0"))
    busy.daemon.stop()
  }

  @Test("by default the metrics are for this machine alone, and for admins and auditors")
  func local() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let (nobody, admin) = (TestClient(url: daemon.url, token: ""), TestClient(url: daemon.url, token: daemon.token))
    let proxied = ["x-forwarded-for": "203.0.113.7"]
    #expect(try await nobody.raw("GET", "/metrics", nil).status == 200)
    #expect(try await nobody.raw("GET", "/metrics", nil, headers: proxied).status == 401)
    #expect(try await nobody.raw("GET", "/metrics", nil, headers: ["forwarded": "for=203.0.113.7"]).status == 401)
    #expect(try await admin.raw("GET", "/metrics", nil, headers: proxied).status == 200)
    _ = try await admin.send("POST", "users", ["id": "ann", "roles": [["role": "member"]]])
    let issued = try await admin.send("POST", "tokens", ["user": "ann", "name": "t"])
    let ann = TestClient(url: daemon.url, token: try #require(issued.json["token"]?.string))
    #expect(try await ann.raw("GET", "/metrics", nil, headers: proxied).status == 403)
    daemon.stop()
  }

  @Test("the setting opens them to all, or to a token alone", arguments: [("open", 200, 200), ("token", 401, 401)])
  func access(setting: String, here: Int, elsewhere: Int) async throws {
    let daemon = try TestDaemon(environment: ["COUNTERSIGN_METRICS_ACCESS": setting])
    try daemon.start()
    let (nobody, admin) = (TestClient(url: daemon.url, token: ""), TestClient(url: daemon.url, token: daemon.token))
    let proxied = ["x-forwarded-for": "203.0.113.7"]
    #expect(try await nobody.raw("GET", "/metrics", nil).status == here)
    #expect(try await nobody.raw("GET", "/metrics", nil, headers: proxied).status == elsewhere)
    #expect(try await admin.raw("GET", "/metrics", nil, headers: proxied).status == 200)
    daemon.stop()
  }

  @Test(
    "promtool finds nothing wrong with the rules",
    .enabled(if: promtool != nil, "promtool is not here: it comes with Debian's package prometheus"))
  func checked() throws {
    let tool = try #require(Self.promtool)
    let printed = try TestDaemon.shell("\(tool) check rules docs/operations/alerts.yaml 2>&1", in: ProjectFolder.url)
    #expect(printed.contains("SUCCESS"), "\(printed)")
  }

  static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}

/// A daemon on which everything that is counted has happened: a document in review, a delivery, a backup.
private struct BusyDaemon {
  let daemon: TestDaemon
  let admin: TestClient
  let document: String
  private let receiver: LoopbackReceiver

  init() async throws {
    let receiver = try await LoopbackReceiver()
    let backups = FileManager.default.temporaryDirectory.appending(path: "backups-\(UUID().uuidString)")
    let daemon = try TestDaemon(
      environment: [
        "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_BACKUP_DIRECTORY": backups.path,
        "COUNTERSIGN_BACKUP_EVERY_MINUTES": "0",
      ])
    defer { try? FileManager.default.removeItem(at: backups) }
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    _ = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string(receiver.url), "event_types": ["document.opened"]])
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "T"])
    document = try #require(opened.json["id"]?.string)
    let submitted = try await admin.send("POST", "documents/\(document)/submission", [:])
    #expect(submitted.status < 300, "\(submitted.text)")
    #expect(try await admin.send("POST", "backups", [:]).status == 201)
    #expect(try await daemon.journal.line("delivery attempted") != nil)
    (self.daemon, self.admin, self.receiver) = (daemon, admin, receiver)
  }
}

/// The samples of a text of metrics: their names, with the labels that they have.
private struct Exposed {
  private(set) var labels: [String: Set<String>] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let name = String(line.prefix { $0 != "{" && $0 != " " })
      labels[name, default: []].formUnion(line.matches(of: /([a-z_]+)="/).map { String($0.output.1) })
    }
  }
}
