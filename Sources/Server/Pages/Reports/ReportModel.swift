import Documents
import Workflow

/// Where time went, as charts and as the numbers that they are drawn of.
struct ReportModel {
  /// Documents that the chart of lead times has room for.
  private static let drawnMax = 15
  private static let holders = [
    ("author_seconds", "Author"), ("reviewers_seconds", "Reviewers"), ("idle_seconds", "Nobody"),
  ]

  /// The answer of `GET /reports/cycle-times`.
  let report: Value
  let words: PageWords

  /// A stage over all documents that were in it.
  private struct Stage {
    let name: String
    var documents = 0
    var milliseconds = [Int64](repeating: 0, count: ReportModel.holders.count)

    var means: [Int64] { milliseconds.map { $0 / Int64(max(1, documents)) } }
    var mean: Int64 { means.reduce(0, +) }
  }

  func value() -> Value {
    let (items, stages, waiting) = (report["items"]?.items ?? [], stages, waiting)
    return [
      "summary": .string(summary), "none": .bool(items.isEmpty), "any": .bool(!items.isEmpty),
      "has_stages": .bool(!stages.isEmpty), "stages": .array(stages.map(Self.row)),
      "stage_chart": .string(chart(of: stages).svg),
      "has_waiting": .bool(!waiting.isEmpty), "waiting": .array(waiting.map(Self.row)),
      "waiting_chart": .string(chart(of: waiting).svg),
      "has_leads": .bool(!leads.isEmpty), "lead_chart": .string(leadChart.svg),
      "leads_cut": .bool(leads.count > Self.drawnMax), "documents": .array(items.map(document)),
    ]
  }

  private var summary: String {
    let summary = report["summary"] ?? .null
    let (documents, approved) = (summary["documents"]?.number ?? 0, summary["approved"]?.number ?? 0)
    let head = "\(PageWords.count(documents, "document")), \(approved) of them approved"
    guard let median = summary["median_lead_time_seconds"]?.milliseconds else { return head + "." }
    return head + "; the median from opening to approval is \(Durations.text(median))."
  }

  private var stages: [Stage] {
    var stages: [Stage] = []
    for time in (report["items"]?.items ?? []).flatMap({ $0["stages"]?.items ?? [] }) {
      let name = time["stage"]?.string ?? ""
      let index = stages.firstIndex { $0.name == name } ?? stages.count
      if index == stages.count { stages.append(Stage(name: name)) }
      stages[index].documents += 1
      for (holder, field) in Self.holders.enumerated() {
        stages[index].milliseconds[holder] += time[field.0]?.milliseconds ?? 0
      }
    }
    return stages
  }

  /// The roles that were waited for, the longest first.
  private var waiting: [(role: String, milliseconds: Int64)] {
    guard case .object(let roles) = report["summary"]?["waiting_seconds_by_role"] else { return [] }
    return roles.map { ($0.key, $0.value.milliseconds ?? 0) }.filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  /// What was approved, the slowest first.
  private var leads: [(title: String, milliseconds: Int64)] {
    (report["items"]?.items ?? []).compactMap { item in
      item["lead_time_seconds"]?.milliseconds.map { (item["document"]?["title"]?.string ?? "", $0) }
    }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  private func chart(of stages: [Stage]) -> BarChart {
    BarChart(
      id: "_stages", title: "Time in each stage",
      description:
        "How long a document is in each stage on average, and whose turn it is in that time. The table below "
        + "has the numbers.",
      series: Self.holders.map(\.1),
      bars: stages.map { stage in
        BarChart.Bar(
          label: PageWords.role(stage.name), said: Durations.exact(stage.mean),
          parts: stage.means.map { BarChart.Part(amount: Double($0), said: Durations.exact($0)) })
      })
  }

  private func chart(of waiting: [(role: String, milliseconds: Int64)]) -> BarChart {
    single(
      "_waiting", "Waiting by role",
      "For how long documents waited for somebody in each role, all together. The table below has the numbers.",
      waiting.map { (PageWords.role($0.role), $0.milliseconds) })
  }

  private var leadChart: BarChart {
    single(
      "_leads", "From opening to approval",
      "How long each approved document took, the slowest first. The table of documents has the numbers.",
      leads.prefix(Self.drawnMax).map { ($0.title, $0.milliseconds) })
  }

  private func single(
    _ id: String, _ title: String, _ description: String, _ bars: [(label: String, milliseconds: Int64)]
  ) -> BarChart {
    BarChart(
      id: id, title: title, description: description, series: ["Time"],
      bars: bars.map { bar in
        let said = Durations.exact(bar.milliseconds)
        return BarChart.Bar(
          label: bar.label, said: said, parts: [BarChart.Part(amount: Double(bar.milliseconds), said: said)])
      })
  }

  private static func row(_ stage: Stage) -> Value {
    [
      "stage": .string(PageWords.role(stage.name)), "documents": .int(stage.documents),
      "author": .string(Durations.exact(stage.means[0])), "reviewers": .string(Durations.exact(stage.means[1])),
      "idle": .string(Durations.exact(stage.means[2])), "mean": .string(Durations.exact(stage.mean)),
    ]
  }

  private static func row(_ waiting: (role: String, milliseconds: Int64)) -> Value {
    ["role": .string(PageWords.role(waiting.role)), "time": .string(Durations.exact(waiting.milliseconds))]
  }

  private func document(_ item: Value) -> Value {
    let document = item["document"] ?? .null
    let status = document["status"]?.string ?? ""
    return [
      "href": .string("/documents/" + (document["slug"]?.string ?? "")), "title": document["title"] ?? .null,
      "status": .string(status), "status_text": .string(PageWords.status(status)),
      "opened": IntegrationWords.time(item["opened_at"]), "approved": IntegrationWords.time(item["approved_at"]),
      "lead": Value(item["lead_time_seconds"]?.milliseconds.map(Durations.exact)),
      "reopenings": item["reopenings"] ?? .null,
    ]
  }
}

extension Value {
  fileprivate var number: Int? {
    if case .int(let number) = self { number } else { nil }
  }

  /// Of seconds.
  fileprivate var milliseconds: Int64? {
    switch self {
    case .int(let seconds): Int64(seconds) * 1000
    case .double(let seconds): Int64((seconds * 1000).rounded())
    default: nil
    }
  }
}
