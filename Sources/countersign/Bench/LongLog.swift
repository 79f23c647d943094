import Documents
import Foundation
import NIOHTTP1

/// What is asked of a log once it is long: audit queries, the export, memory, a start, a rebuild.
struct LongLog {
  private static let repetitions = 40
  let run: BenchRun

  func measure() async throws {
    if let daemon = run.daemon {
      let megabytes = daemon.residentMegabytes
      run.add(Measure("memory after that", megabytes, "MB").goal("< 150 MB", megabytes < 150))
    }
    let position = try await run.counts().position
    try queries(position)
    try export(position)
    guard let daemon = run.daemon else { return }
    daemon.stop()
    let start = try daemon.start()
    run.add(Measure("cold start", start, "s").goal("< 2 s", start < 2))
    daemon.stop()
    let rebuild = try daemon.time(["rebuild"])
    let rate = Double(position) / rebuild
    run.add(Measure("rebuild, \(position) events", rate, "events/s").goal("≥ 100,000/s", rate >= 100_000))
  }

  private func queries(_ position: Int) throws {
    let document = run.documents[0]
    let filters = [
      ("document", "document=\(document)"), ("type, common", "type=comment.added"),
      ("type, rare", "type=user.registered"),
      ("family", "type=document.*"), ("actor", "actor=admin"), ("actor, unknown", "actor=nobody"),
      ("kind, rare", "actor_kind=service"), ("role", "role=security-lead"), ("section", "section=goals"),
      ("time", "since=2020-01-01T00:00:00Z"), ("position", "after=\(position / 2)"),
      ("type and document", "type=comment.added&document=\(document)"),
      ("type and actor", "type=document.opened&actor=admin"),
      ("negation", "query=-type:comment.*"), ("grammar", "query=actor:admin%20type:comment.*%20created:%3E=2020-01-01"),
      ("text, common", "q=limit"), ("text, rare", "q=%22Remark%20777:%22"), ("text, unknown", "q=zeppelin"),
    ]
    var progress = ProgressBar("audit queries", of: filters.count)
    for (index, (name, query)) in filters.enumerated() {
      let request = run.target.request("GET", "events?limit=100&\(query)")
      let load = Load(target: run.target, connections: 1, requestsMax: Self.repetitions)
      let result = try load.run { _ in request }
      guard result.refused == 0 else { throw CommandFailure("The query '\(query)' was refused.") }
      let limit = name.hasPrefix("text") ? 60.0 : 20.0
      run.add(
        Measure("100 events by \(name)", result, connections: 1)
          .goal("p99 < \(Int(limit)) ms", result.percentile(0.99) < limit))
      progress.show(index + 1)
    }
  }

  private func export(_ position: Int) throws {
    let connection = try LoadConnection(host: run.target.host, port: run.target.port)
    let begin = ContinuousClock.now
    let bytes = try connection.drain(run.target.request("GET", "events/export?format=jsonl", closing: true))
    let seconds = (ContinuousClock.now - begin).inSeconds
    let rate = Double(position) / seconds
    run.add(
      Measure("export as JSON lines, \(bytes / 1_000_000) MB", rate, "events/s")
        .goal("≥ 100,000/s", rate >= 100_000 && bytes > position * 300))
    if let daemon = run.daemon {
      let megabytes = daemon.residentMegabytes
      run.add(Measure("memory after queries and export", megabytes, "MB").goal("< 150 MB", megabytes < 150))
    }
  }
}
