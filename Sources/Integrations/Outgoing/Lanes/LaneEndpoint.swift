import Documents
import Foundation
import Ledger
import Workflow

/// An endpoint as its lane works with it: opened from what is sealed for it.
struct LaneEndpoint: Sendable {
  let record: EndpointRecord
  let traits: TargetTraits
  let pace: LanePace
  let hours: ChatHours
  let target: any Target
  let client: TargetClient
  let schedule: RetrySchedule
  /// Texts that must not stand in what is kept of an answer.
  private let secrets: [String]

  /// Throws a refusal where its settings do not do any more.
  init(
    _ record: EndpointRecord, sealed: EndpointSecret, clients: HTTPClients, policy: AddressPolicy,
    schedule: RetrySchedule, now: Timestamp
  ) throws(Refusal) {
    self.record = record
    self.schedule = schedule
    let settings = TargetSettings(of: record, sealed: sealed, now: now)
    let type = try TargetKinds.type(of: record.created.kind)
    traits = type.traits
    pace = try LanePace(settings, traits: traits)
    hours = try ChatHours(settings)
    target = try TargetKinds.make(record.created.kind, settings)
    client = TargetClient(
      clients: clients, policy: policy, timeoutSeconds: schedule.timeoutSeconds,
      authorityFile: try settings.optionalText("ca_file"))
    secrets = EndpointSecrets.texts(in: sealed, hidesURL: traits.hasSecretAddress)
  }

  var id: String { record.id }

  /// Whether a delivery may be held back to go out together with others of its kind.
  func gathers(_ delivery: Delivery) -> Bool {
    traits.isChat && hours.gatherSeconds > 0 && delivery.eventType.hasPrefix("comment.")
  }

  /// The text without anything that is secret.
  func redacted(_ text: String?) -> String? {
    text.map { Secrets.hidden(secrets, in: $0) }
  }
}

extension TargetSettings {
  /// What an endpoint was given; the template of its settings goes before the endpoint's own.
  init(of record: EndpointRecord, sealed: EndpointSecret, now: Timestamp) {
    var values = sealed.settings ?? [:]
    if let template = record.created.template, values["template"] == nil { values["template"] = .string(template) }
    self.init(url: sealed.url, secrets: sealed.secrets(at: now), values: values)
  }
}

/// Which of an endpoint's settings are shown to nobody.
package enum EndpointSecrets {
  private static let words = ["token", "key", "secret", "password"]
  /// Whose names stand before a secret where it is sent as a password (RFC 7617).
  private static let users = ["email", "user", "username"]
  /// Shorter ones are no secrets, and would tear holes into every text.
  private static let lengthMin = 6

  package static func isSecret(setting name: String) -> Bool {
    let name = name.lowercased()
    return words.contains { name == $0 || name.hasSuffix("_" + $0) } && name != "project_key"
  }

  static func texts(in sealed: EndpointSecret, hidesURL: Bool) -> [String] {
    let settings = (sealed.settings ?? [:]).filter { isSecret(setting: $0.key) }.compactMap(\.value.string)
    let users = users.compactMap { sealed.settings?[$0]?.string }
    let addresses = hidesURL ? [sealed.url, URLComponents(string: sealed.url)?.path ?? ""] : []
    let signing = [sealed.secret, sealed.previous?.secret ?? ""]
    let basic = settings.flatMap { secret in users.map { Data("\($0):\(secret)".utf8).base64EncodedString() } }
    return (settings + basic + addresses + signing).filter { $0.utf8.count >= lengthMin }
      .sorted { $0.utf8.count > $1.utf8.count }
  }
}
