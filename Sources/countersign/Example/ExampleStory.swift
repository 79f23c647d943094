import Documents
import Foundation
import NIOHTTP1

/// A team that decides how parcel lockers report their faults. Whoever loads it is its architect, and has something to do.
struct ExampleStory {
  static let project = "parcel-lockers"

  private static let people = [
    ("ada", "Ada Moreau", "member"), ("arif", "Arif Demir", "member"), ("tess", "Tess Lindqvist", "technical-lead"),
    ("sam", "Sam Okafor", "security-lead"), ("dee", "Dee Novak", "devops-lead"),
  ]

  private static let workflow = """
    name: architecture-review
    description: Each lead answers for their own part, and is asked again when that part changes.
    stages:
      - name: review
        gate:
          - {id: lead, requires: approvals, role: technical-lead}
          - {id: architect, requires: approvals, role: architect, scope: ["*System Overview*", "*Component Design*", "*API Design*"]}
          - {id: security, requires: approvals, role: security-lead, scope: "*Security Architecture*"}
          - {id: operations, requires: approvals, role: devops-lead, scope: ["*Deployment Architecture*", "*Monitoring*"]}
          - requires: comments
          - requires: obligations

    """

  private static let pipeline = """
    name: locker-feature
    title: From a proposal to a technical design
    steps:
      - {number: 1, name: proposal, title: Proposal, template: pipeline-proposal, workflow: sign-off}
      - {number: 2, name: architecture, title: Architecture, template: architecture, workflow: architecture-review}
      - {number: 3, name: design, title: Design, template: design, workflow: peer-review}
      - {number: 4, name: story, title: Story, template: story, workflow: four-eyes}
      - {number: 5, name: technical, title: Technical design, template: technical, workflow: sign-off}

    """

  let admin: APIClient
  private let reader: String
  private let team: [String: APIClient]

  /// Registers the people and what they work by.
  init(admin: APIClient) async throws {
    self.admin = admin
    reader = try await admin.json(.GET, "me")["id"]?.string ?? "admin"
    var team: [String: APIClient] = [:]
    for (id, name, role) in Self.people {
      _ = try await admin.json(
        .POST, "users",
        ["id": .string(id), "name": .string(name), "kind": "person", "roles": [["role": .string(role)]]])
      let token = try await admin.json(.POST, "tokens", ["user": .string(id), "name": "example"])
      team[id] = APIClient(url: admin.url, token: token["token"]?.string ?? "")
    }
    self.team = team
    _ = try await admin.json(
      .PATCH, "users/\(reader)", ["roles": [["role": "admin"], ["role": "architect"]]])
    _ = try await admin.json(.PUT, "workflows/architecture-review", ["definition": .string(Self.workflow)])
    _ = try await admin.json(.PUT, "pipelines/locker-feature", ["definition": .string(Self.pipeline)])
    _ = try await admin.json(
      .POST, "projects",
      [
        "slug": .string(Self.project), "title": "Parcel lockers", "pipeline": "locker-feature",
        "configuration": ["sections": ["API Conventions"]],
      ])
  }

  func play() async throws {
    try await playDesign()
    try await playArchitecture()
    try await playProposal()
    try await playStory()
    try await playTechnicalDesign()
  }

  func client(_ person: String) -> APIClient { team[person] ?? admin }

  // MARK: The documents

  /// Read and approved by one colleague: it is done.
  private func playDesign() async throws {
    let design = try await opened("design", "Opening a locker offline", by: "ada", reviewers: ["tess"])
    try await save(design, "design", by: "ada", "Written out")
    try await submit(design, by: "ada")
    let comment = try await comment(
      design, by: "tess", "How long does a locker believe a code that was made before it went offline?")
    try await reply(design, to: comment, by: "ada", "For as long as the code itself says, an hour at most.")
    try await resolve(design, comment, by: "tess")
    try await approve(design, by: "tess", as: "reviewer", note: "Clear, and small.")
  }

  /// In the middle of its review: one approval stands, one went stale, one asks for a change, and one is missing.
  private func playArchitecture() async throws {
    let id = try await opened(
      "architecture", "Locker telemetry", by: "ada", reviewers: ["tess", "sam", "dee", reader],
      workflow: "architecture-review")
    try await save(id, "architecture", by: "ada", "Written out")
    try await submit(id, by: "ada")
    let first = try await comment(
      id, by: "tess", "Do we have the distribution, and not only the average?",
      quote: "on average 31 hours after it broke", in: "Purpose")
    try await reply(id, to: first, by: "ada", "Yes: the median is 19 hours. I shall name both.")
    let second = try await comment(
      id, by: "dee", "85 euro is last year's figure; it is 92 now.", quote: "A visit costs 85 euro",
      in: "Goals & Objectives")
    try await resolve(id, second, by: "dee")
    try await approve(id, by: "tess", as: "technical-lead", note: "The two risks that I named are in it.")
    try await approve(id, by: reader, as: "architect")
    try await send(
      .POST, "documents/\(id)/verdicts", by: "dee",
      [
        "role": "devops-lead", "outcome": "approved_with_modifications", "revision": .int(try await revision(id)),
        "note": "Good to go, but for the night.",
        "obligations": [
          [
            "section": .string(try await section(id, "Alerts")),
            "text": "Say who is called at night, and who if they do not answer.",
          ]
        ],
      ])
    try await edit(
      id, by: "ada", "Name the median beside the average",
      replacing: "on average 31 hours after it broke.", with: "on average 31 hours after it broke, in the median 19.")
  }

  /// Waits for the reader: to be read, and its questions to be decided.
  private func playProposal() async throws {
    let id = try await opened("pipeline-proposal", "Handing a parcel over", by: "arif", reviewers: [reader, "sam"])
    try await save(id, "pipeline-proposal", by: "arif", "For the first round")
    try await submit(id, by: "arif")
    _ = try await comment(id, by: "sam", "Please decide the second question before the first: it rests on it.")
  }

  /// Sent back, with a reason.
  private func playStory() async throws {
    let id = try await opened(
      "story", "Checking the carriers' invoices", by: "arif", reviewers: ["tess"], workflow: "sign-off",
      variables: [
        "story_title": "Checking the carriers' invoices", "story_id": "LOCK-212", "created_date": "2026-05-18",
        "author": "Arif Demir", "description": "Every line of every invoice is checked at night.",
        "tasks": ["Read the carriers' files", "Compare each line", "Tell the accounts team"],
        "acceptance_criteria": ["A line that is billed twice is found the same night."],
      ])
    try await save(id, "story", by: "arif", "Written out")
    try await submit(id, by: "arif")
    try await send(
      .POST, "documents/\(id)/verdicts", by: "tess",
      [
        "role": "technical-lead", "outcome": "rejected", "revision": .int(try await revision(id)),
        "note": "Two carriers bill by the week: the story holds for the third alone. Split it, and I am for it.",
      ])
  }

  /// The reader's own draft.
  private func playTechnicalDesign() async throws {
    _ = try await opened("technical", "Notification outbox", by: reader, reviewers: ["tess"])
  }
}
