import Documents
import Hummingbird
import Ledger
import Workflow

/// Reports over the log.
struct ReportRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("reports/cycle-times", use: cycleTimes)
  }

  @Sendable private func cycleTimes(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(
      try await cycleTimes(
        project: request.query("project"), since: try request.time("since"), page: try Page(request), context))
  }

  /// A page of documents, the most lately changed first, and the sums over that page.
  func cycleTimes(
    project: String?, since: Timestamp?, page: Page, _ context: ServerContext
  ) async throws -> Value {
    var filter = DocumentFilter()
    filter.hidden = try services.hidden(from: context)
    if let project {
      try services.mustSee(project: project, context)
      filter.project = project
    }
    // A document that did not change since may still have waited.
    let found = try await services.ledger.documents(
      filter, after: try DocumentCursor.position(page.cursor), limit: page.limit)
    let now = services.ledger.sources.now()
    let times = try await services.ledger.cycleTimes(of: found.map(\.id), since: since, until: now)
    var items: [Value] = []
    for row in found {
      guard let state = try await services.ledger.document(row.id), let time = times[row.id] else { continue }
      items.append(CycleTimesView.value(time, of: state))
    }
    let next = found.count == page.limit ? found.last.map { DocumentCursor.text($0) } : nil
    return [
      "items": .array(items), "summary": CycleTimesView.summary(found.compactMap { times[$0.id] }),
      "until": Value(now), "since": Value(since), "next_cursor": Value(next.map(Page.cursor)),
    ]
  }
}

/// Times as the API shows them: seconds with three decimals.
enum CycleTimesView {
  static func value(_ times: CycleTimes, of state: DocumentState) -> Value {
    [
      "document": [
        "id": .string(state.id), "slug": .string(state.opened.slug), "title": .string(state.title),
        "status": .string(state.status.rawValue), "stage": .string(state.stage),
      ],
      "project": Value(state.project), "opened_at": Value(times.openedAt), "submitted_at": Value(times.submittedAt),
      "approved_at": Value(times.approvedAt), "lead_time_seconds": seconds(times.leadTime),
      "reopenings": .int(times.reopenings), "stages": .array(stages(times.stageOrder, times.stages)),
      "waiting_seconds_by_role": waiting(times.waitingByRole),
    ]
  }

  static func summary(_ all: [CycleTimes]) -> Value {
    var stages: [String: CycleTimes.StageTime] = [:]
    var order: [String] = []
    var roles: [String: Int64] = [:]
    for times in all {
      for name in times.stageOrder where stages[name] == nil { order.append(name) }
      for (name, time) in times.stages { stages[name, default: CycleTimes.StageTime()].add(time) }
      roles.merge(times.waitingByRole, uniquingKeysWith: +)
    }
    let leads = all.compactMap(\.leadTime).sorted()
    return [
      "documents": .int(all.count), "approved": .int(leads.count),
      "median_lead_time_seconds": seconds(leads.isEmpty ? nil : leads[leads.count / 2]),
      "stages": .array(Self.stages(order, stages)), "waiting_seconds_by_role": waiting(roles),
    ]
  }

  private static func stages(_ order: [String], _ times: [String: CycleTimes.StageTime]) -> [Value] {
    order.compactMap { name in
      times[name].map { time in
        [
          "stage": .string(name), "entered": .int(time.entered), "total_seconds": seconds(time.total),
          "author_seconds": seconds(time.milliseconds[.author] ?? 0),
          "reviewers_seconds": seconds(time.milliseconds[.reviewers] ?? 0),
          "idle_seconds": seconds(time.milliseconds[.idle] ?? 0),
        ]
      }
    }
  }

  private static func waiting(_ roles: [String: Int64]) -> Value { .object(roles.mapValues(seconds)) }

  private static func seconds(_ milliseconds: Int64) -> Value { .double(Double(milliseconds) / 1000) }
  private static func seconds(_ milliseconds: Int64?) -> Value { milliseconds.map(seconds) ?? .null }
}

extension CycleTimes.StageTime {
  fileprivate mutating func add(_ other: CycleTimes.StageTime) {
    entered += other.entered
    milliseconds.merge(other.milliseconds, uniquingKeysWith: +)
  }
}
