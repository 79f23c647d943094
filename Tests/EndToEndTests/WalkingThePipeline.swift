import Documents
import Foundation
import TestSupport
import Testing

/// The eight-step pipeline from its PRD to its QA plan, over HTTP, with everything on the way that goes otherwise.
@Suite struct WalkingThePipeline {
  @Test("eight steps are walked from PRD to QA plan, and the trail is the one that is kept")
  func walk() async throws {
    var walk = try await PipelineWalk()
    try await walk.prepare()
    try await walk.rejectAndReturn()
    try await walk.discover()
    try await walk.approveWithObligationsAndOverride()
    try await walk.planByDelegate()
    try await walk.complete("test-matrix", by: "ada", links: ["gameplan": "gameplan", "proposal": "architecture"])
    try await walk.reopen()
    try await walk.answerAndApproveAgain()
    try await walk.complete("progress", by: "bot", submittedBy: "ada")
    try await walk.complete("review-report", by: "rev", approvedBy: "tess")
    try await walk.complete("qa-plan", by: "ada")
    try await walk.checkTheEnd()
    try await walk.trail().compare(with: "pipeline-trail.txt")
    #expect(walk.daemon.stop() == 0)
  }
}

/// The steps of the walk, and what they have come to so far.
struct PipelineWalk {
  let daemon: TestDaemon
  let admin: TestClient
  private var people: [String: TestClient] = [:]
  /// Ids and slugs of documents, by step.
  private var ids: [String: String] = [:]
  private var slugs: [String: String] = [:]

  init() async throws {
    daemon = try TestDaemon()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  private func client(_ id: String) throws -> TestClient { try #require(people[id]) }
  private func path(_ step: String) throws -> String { "documents/\(try #require(ids[step]))" }

  // MARK: What is asked

  mutating func prepare() async throws {
    for (id, kind, role) in [
      ("ada", "person", "member"), ("bot", "agent", "member"), ("rev", "person", "member"),
      ("tess", "person", "technical-lead"), ("sam", "person", "security-lead"), ("dee", "person", "member"),
      ("cora", "person", "cto"),
    ] {
      let user = try await admin.send(
        "POST", "users", ["id": .string(id), "kind": .string(kind), "roles": [["role": .string(role)]]])
      #expect(user.status == 201)
      let token = try await admin.send("POST", "tokens", ["user": .string(id), "name": "walk"])
      people[id] = TestClient(url: daemon.url, token: token.json["token"]?.string ?? "")
    }
    let published = try await admin.raw(
      "PUT", "/api/v1/workflows/two-leads", Data(Self.workflow.utf8), headers: ["content-type": "application/yaml"])
    #expect(published.status == 201, "\(published.text)")
    let project = try await client("ada").send(
      "POST", "projects", ["slug": "search", "title": "Faster search", "pipeline": "eight-step"])
    #expect(project.status == 201 && project.json["steps"]?.items.count == 8)
    #expect(try await states().prefix(3) == ["prd/ready", "discovery-report/blocked", "architecture/blocked"])
  }

  /// The technical lead has all of it to approve, the security lead one section; a CTO may pass a rule over.
  private static let workflow = """
    name: two-leads
    stages:
      - name: sign-off
        override: {roles: [cto]}
        gate:
          - id: technical
            requires: approvals
            role: technical-lead
          - id: security
            requires: approvals
            role: security-lead
          - requires: checklist
          - requires: obligations

    """

  @discardableResult
  mutating func open(
    _ step: String, by author: String, workflow: String? = nil, links: [String: String] = [:]
  ) async throws -> Value {
    let template = step == "architecture" ? "pipeline-proposal" : step
    var body: [String: Value] = [
      "template": .string(template), "title": .string("Faster search: \(step)"), "project": "search",
      "variables": ["feature_name": "Faster search"],
      "links": .object(links.mapValues { .string(address($0)) }),
    ]
    if let workflow { body["workflow"] = .string(workflow) }
    let opened = try await client(author).send("POST", "documents", .object(body))
    #expect(opened.status == 201 && opened.json["step"] == .string(step), "\(opened.text)")
    ids[step] = opened.json["id"]?.string
    slugs[step] = opened.json["slug"]?.string
    return opened.json
  }

  /// `architecture#security-design`, as a link to the document of that step.
  private func address(_ link: String) -> String {
    let parts = link.split(separator: "#", maxSplits: 1).map(String.init)
    let section = parts.count == 2 ? "#\(parts[1])" : ""
    return slugs[parts[0]].map { "\(daemon.url)/api/v1/documents/\($0)\(section)" } ?? link
  }

  func write(_ words: String, in section: String, of step: String, by author: String = "ada") async throws {
    let document = try await admin.send("GET", try path(step)).json
    let found = try #require(document["sections"]?.items.first { $0["id"]?.string == section })
    let heading = String(repeating: "#", count: found["level"]?.int ?? 2) + " " + (found["title"]?.string ?? "")
    let saved = try await client(author).send(
      "PATCH", "\(try path(step))/sections/\(section)",
      [
        "markdown": .string("\(heading)\n\n\(words)\n"), "message": .string(words),
        "base_revision": document["revision"] ?? .null,
      ])
    #expect(saved.status == 200, "\(saved.text)")
  }

  func submit(_ step: String, by author: String = "ada") async throws {
    let answer = try await client(author).send("POST", "\(try path(step))/submission", [:])
    #expect(answer.status == 200, "\(answer.text)")
  }

  @discardableResult
  func judge(
    _ step: String, by reviewer: String, as role: String = "reviewer", _ outcome: String = "approved",
    _ more: [String: Value] = [:]
  ) async throws -> TestClient.Answer {
    let revision = try await admin.send("GET", try path(step)).json["revision"] ?? .null
    let body: [String: Value] = [
      "role": .string(role), "outcome": .string(outcome), "revision": revision, "note": "Read it all.",
    ]
    let answer = try await client(reviewer).send(
      "POST", "\(try path(step))/verdicts", .object(body.merging(more) { $1 }))
    #expect(answer.status == 201, "\(answer.text)")
    return answer
  }

  private func board() async throws -> Value { try await admin.send("GET", "projects/search").json }

  private func states() async throws -> [String] {
    try await board()["steps"]?.items.map { "\($0["name"]?.string ?? "")/\($0["state"]?.string ?? "")" } ?? []
  }

  // MARK: The way

  mutating func complete(
    _ step: String, by author: String, submittedBy: String? = nil, approvedBy reviewer: String? = nil,
    links: [String: String] = [:]
  ) async throws {
    try await open(step, by: author, links: links)
    try await submit(step, by: submittedBy ?? author)
    try await judge(step, by: reviewer ?? "rev")
    #expect(try await states().contains("\(step)/complete"))
  }

  mutating func rejectAndReturn() async throws {
    try await open("prd", by: "ada")
    try await submit("prd")
    try await judge("prd", by: "rev", "rejected", ["note": "For whom is this?"])
    #expect(try await board()["next_action"] == "Step 0, 'PRD': ada is to revise it.")
    try await write("Everybody who looks for an invoice.", in: "users", of: "prd")
    try await submit("prd")
    try await judge("prd", by: "rev")
    let step = try await board()["steps"]?.items.first
    #expect(step?["state"] == "complete" && step?["approved_at"] != .null && step?["next_action"] == .null)
    let record = try await admin.send("GET", "\(try path("prd"))/content").text
    #expect(record.contains("pipeline_project: \"search\""))
    for (key, field) in [("started", "started_at"), ("completed", "submitted_at"), ("approved", "approved_at")] {
      let at = try #require(step?[field]?.string)
      #expect(record.contains("pipeline_\(key)_at: \"\(at)\""), "\(record.prefix(400))")
    }
  }

  mutating func discover() async throws {
    try await open("architecture", by: "ada", workflow: "two-leads")
    let early = try await client("ada").send("POST", "\(try path("architecture"))/submission", [:])
    #expect(early.status == 422 && early.code == "step_not_open")
    try await open("discovery-report", by: "ada", links: ["prd": "prd"])
    let again = try await client("ada").send(
      "POST", "documents", ["template": "prd", "title": "Again", "project": "search", "step": "prd"])
    #expect(again.status == 409 && again.code == "step_has_document")
    try await submit("discovery-report")
    try await judge("discovery-report", by: "rev")
  }

  mutating func approveWithObligationsAndOverride() async throws {
    try await submit("architecture")
    try await verifyChecklist("architecture")
    let verdict = try await judge(
      "architecture", by: "tess", as: "technical-lead", "approved_with_modifications",
      [
        "obligations": [
          ["section": "migration-plan", "text": "Say how the backfill is stopped."],
          ["section": "security-design", "text": "Name who may search whose invoices."],
        ]
      ])
    #expect(verdict.json["status"] == "in_review")
    try await write("A flag stops it between two batches.", in: "migration-plan", of: "architecture")
    try await write("One's own, and an auditor all.", in: "security-design", of: "architecture")
    let document = try await admin.send("GET", try path("architecture")).json
    for obligation in document["obligations"]?.items ?? [] {
      let verified = try await client("tess").send(
        "POST", "\(try path("architecture"))/obligations/\(obligation["id"]?.string ?? "")/verification",
        ["revision": document["revision"] ?? .null])
      #expect(verified.status == 200, "\(verified.text)")
    }
    let step = try await board()["steps"]?.items[2]
    #expect(step?["next_action"] == "sam is to approve or reject it.")
    let overridden = try await client("cora").send(
      "POST", "\(try path("architecture"))/gate/override",
      ["rule": "security", "reason": "Sam is away; the leak must be closed today."])
    #expect(overridden.status == 201, "\(overridden.text)")
    #expect(overridden.json["status"] == "approved_with_modifications")
  }

  private func verifyChecklist(_ step: String) async throws {
    let document = try await admin.send("GET", try path(step)).json
    for item in document["checklists"]?.items.flatMap({ $0["items"]?.items ?? [] }) ?? []
    where item["required"] == true {
      let marked = try await client("tess").send(
        "PUT", "\(try path(step))/checklists/\(item["id"]?.string ?? "")", ["verdict": "approved"])
      #expect(marked.status == 200)
    }
  }

  mutating func planByDelegate() async throws {
    try await open("gameplan", by: "ada", workflow: "two-leads", links: ["proposal": "architecture#data-model-changes"])
    try await submit("gameplan")
    try await verifyChecklist("gameplan")
    let granted = try await client("sam").send(
      "POST", "delegations", ["to": "dee", "role": "security-lead", "until": "2999-01-01"])
    #expect(granted.status == 400, "A say is handed on for a year at most.")
    let until = Date(timeIntervalSinceNow: 7 * 86_400).ISO8601Format()
    let delegation = try await client("sam").send(
      "POST", "delegations", ["to": "dee", "role": "security-lead", "until": .string(until)])
    #expect(delegation.status == 201, "\(delegation.text)")
    try await judge("gameplan", by: "dee", as: "security-lead", "approved", ["on_behalf_of": "sam"])
    try await judge("gameplan", by: "tess", as: "technical-lead")
    #expect(try await board()["next_action"]?.string?.hasPrefix("Step 4, 'Test Matrix': ada is to open") == true)
  }

  /// The proposal changes where the gameplan links to it; the test matrix links to all of it.
  func reopen() async throws {
    try await write("The index is built by day as well.", in: "data-model-changes", of: "architecture")
    let board = try await board()
    let steps = board["steps"]?.items ?? []
    #expect(steps[2]["state"] == "in_review" && steps[2]["approved_at"] == .null)
    #expect(steps[3]["state"] == "touched" && steps[4]["state"] == "touched" && steps[5]["state"] == "ready")
    #expect(steps[3]["touched_by"]?.items.first?["stage"] == "architecture")
    #expect(steps[3]["next_action"]?.string?.contains("'Architecture Proposal' (data-model-changes") == true)
    #expect(board["next_action"]?.string?.hasPrefix("Step 2, 'Architecture Proposal': ") == true)
  }

  func answerAndApproveAgain() async throws {
    try await judge("architecture", by: "tess", as: "technical-lead")
    try await judge("architecture", by: "sam", as: "security-lead")
    #expect(try await states()[2...4] == ["architecture/complete", "gameplan/touched", "test-matrix/touched"])
    try await write("The index comes first.", in: "rollout", of: "gameplan")
    try await judge("gameplan", by: "dee", as: "security-lead", "approved", ["on_behalf_of": "sam"])
    try await judge("gameplan", by: "tess", as: "technical-lead")
    try await write("Searching while the index is built.", in: "load", of: "test-matrix")
    try await judge("test-matrix", by: "rev")
    #expect(try await states()[2...4] == ["architecture/complete", "gameplan/complete", "test-matrix/complete"])
  }

  func checkTheEnd() async throws {
    #expect(try await states().allSatisfy { $0.hasSuffix("/complete") })
    #expect(try await board()["next_action"] == "Every step is complete.")
    let completed = try await admin.send("GET", "events?type=project.step_completed&limit=200").json["items"]?.items
    #expect(completed?.first?["data"]?["next_action"] != nil && completed?.count == 11)
  }

  /// Everything that people did to the project, its documents and the rules, in the order in which they did it.
  func trail() async throws -> PipelineTrail {
    var trail = PipelineTrail(
      names: (Array(ids) + Array(slugs)).map { ($0.value, "<\($0.key)>") } + [(daemon.url, "http://server")])
    var cursor: String?
    var events: [Value] = []
    repeat {
      let next = cursor.map { "&cursor=" + $0.replacingOccurrences(of: "=", with: "%3D") } ?? ""
      let page = try await admin.send("GET", "events?limit=200\(next)").json
      events += page["items"]?.items ?? []
      cursor = page["next_cursor"]?.string
    } while cursor != nil
    for event in events.sorted(by: { ($0["seq"]?.int ?? 0) < ($1["seq"]?.int ?? 0) }) { trail.add(event) }
    return trail
  }
}
