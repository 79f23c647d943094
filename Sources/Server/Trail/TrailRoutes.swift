import AsyncAlgorithms
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import ServiceLifecycle
import Workflow

/// The trail as a stream: as it happens, or all of it.
struct TrailRoutes {
  /// Events read at once, and bytes after which a read ends: what one client takes of the memory.
  private static let pageEventsMax = 1000
  private static let pageBytesMax = 256 * 1024
  /// Seconds between two signs of life on a stream on which nothing happens.
  private static let heartbeatSeconds = 15
  /// What is appended within this time goes out together: a busy log wakes a stream ten times a second, not a thousand.
  private static let gatherMilliseconds = 100

  let services: ServerServices
  private let limit = StreamLimit()

  func add(to group: RouterGroup<ServerContext>) {
    group.get("events/stream") { request, context in
      try await stream(try services.trailQueryOfAll(request, context), request, context)
    }
    group.get("documents/{id}/events/stream") { request, context in
      try await stream(try await services.trailQuery(request, context), request, context)
    }
    group.get("events/export") { request, context in
      try await export(try services.trailQueryOfAll(request, context), request, context)
    }
    group.get("documents/{id}/events/export") { request, context in
      try await export(try await services.trailQuery(request, context), request, context)
    }
  }

  private func stream(_ query: TrailQuery, _ request: Request, _ context: ServerContext) async throws -> Response {
    let ledger = services.ledger
    let start = try Self.start(request) ?? ledger.position
    // What is unknown is refused now, not in the middle of a stream.
    _ = try await ledger.page(query.selection, after: ledger.position, limit: 1, as: ServerSentEvents())
    guard let seat = limit.enter() else { throw StreamLimit.refusal }
    services.recordReading(
      "stream", request, context, project: query.project, document: query.document,
      first: start < .max ? start + 1 : start)
    let pace = Pace(context.channel)
    let watching = Watching(ledger: ledger, caller: try context.known(), selection: query.selection)
    let body = ResponseBody { writer in
      defer { withExtendedLifetime(seat) {} }
      try await pace.run {
        try await Self.follow(watching, after: start, pace: pace, to: &writer)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
  }

  /// A client that comes again says where it was.
  private static func start(_ request: Request) throws(Refusal) -> Int64? {
    guard let text = request.headers[.lastEventID] else { return try request.position("after") }
    guard let position = Int64(text), position >= 0 else {
      throw Refusal.field("Last-Event-ID", "must be the id of an event of this stream: a log position.")
    }
    return position
  }

  private enum Wake: Sendable { case appended, silent }

  /// Replays what is behind a position, then goes on as the log grows, until the daemon stops, the client goes, or may see
  /// nothing any more.
  private static func follow(
    _ watching: Watching, after start: Int64, pace: Pace, to writer: inout any ResponseBodyWriter
  ) async throws {
    // Listened to before the first read, so that nothing that happens meanwhile is missed.
    let appends = watching.ledger.appends().map { Wake.appended }
    let beats = AsyncTimerSequence(interval: .seconds(heartbeatSeconds), clock: .continuous).map { _ in Wake.silent }
    var hello = Bytes()
    hello.append(": the trail\nretry: 2000\n\n")
    try await pace.write(hello, to: &writer)
    guard var position = try await replay(watching, after: start, pace: pace, to: &writer) else { return }
    for await wake in merge(appends, beats).cancelOnGracefulShutdown() {
      switch wake {
      case .silent:
        guard try await watching.now() != nil else { return }
        var beat = Bytes()
        beat.append(": still here\n\n")
        try await pace.write(beat, to: &writer)
      case .appended:
        guard let seen = try await replay(watching, after: position, pace: pace, to: &writer) else { return }
        position = seen
        try await Task.sleep(for: .milliseconds(gatherMilliseconds))
      }
    }
  }

  /// Nil where the client may see nothing any more.
  private static func replay(
    _ watching: Watching, after start: Int64, pace: Pace, to writer: inout any ResponseBodyWriter
  ) async throws -> Int64? {
    var position = start
    var isFull = true
    while isFull, !Task.isShuttingDownGracefully {
      guard let selection = try await watching.now() else { return nil }
      let page = try await watching.ledger.page(
        selection, after: position, limit: pageEventsMax, bytesMax: pageBytesMax, as: ServerSentEvents()
      ).page
      try await pace.write(page.bytes, to: &writer)
      (position, isFull) = (page.seen, page.isFull)
    }
    return position
  }

  private func export(_ query: TrailQuery, _ request: Request, _ context: ServerContext) async throws -> Response {
    switch request.query("format") ?? "jsonl" {
    case "jsonl": try await export(query, as: JSONLines(), "application/x-ndjson", "jsonl", request, context)
    case "csv": try await export(query, as: EventCSV(), "text/csv; charset=utf-8", "csv", request, context)
    case "ocsf": try await export(query, as: EventOCSF(), "application/x-ndjson", "ocsf.jsonl", request, context)
    default: throw Refusal.field("format", "must be 'jsonl', 'csv' or 'ocsf'.")
    }
  }

  /// Everything up to the log's end as it is now, page by page: no read is a long one.
  private func export<Format: EventFormat>(
    _ query: TrailQuery, as format: Format, _ type: String, _ suffix: String, _ request: Request,
    _ context: ServerContext
  ) async throws -> Response {
    let ledger = services.ledger
    let last = ledger.position
    var selection = query.selection
    selection.end(at: last)
    _ = try await ledger.page(selection, after: last, limit: 1, as: format)
    services.recordReading(
      "export", request, context, project: query.project, document: query.document, first: 1, last: last)
    let pace = Pace(context.channel)
    let watching = Watching(ledger: ledger, caller: try context.known(), selection: selection)
    let body = ResponseBody { writer in
      try await pace.run {
        try await Self.write(watching, as: format, pace: pace, to: &writer)
      }
      try await writer.finish(nil)
    }
    var headers: HTTPFields = [.contentType: type]
    headers[.contentDisposition] = "attachment; filename=\"trail-\(last).\(suffix)\""
    return Response(status: .ok, headers: headers, body: body)
  }

  private static func write<Format: EventFormat>(
    _ watching: Watching, as format: Format, pace: Pace, to writer: inout any ResponseBodyWriter
  ) async throws {
    var (format, position, isFirst, isFull) = (format, Int64(0), true, true)
    var head = Bytes()
    format.begin(&head)
    try await pace.write(head, to: &writer)
    while isFull {
      guard let selection = try await watching.now() else { throw CancellationError() }
      let (page, next) = try await watching.ledger.page(
        selection, after: position, limit: pageEventsMax, bytesMax: pageBytesMax, isFirst: isFirst, as: format)
      try await pace.write(page.bytes, to: &writer)
      (format, position, isFirst, isFull) = (next, page.seen, false, page.isFull)
    }
  }
}
