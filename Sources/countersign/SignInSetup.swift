import Configuration
import Documents
import Foundation
import Integrations
import Ledger
import Server

/// Who may come in, and for how long, as the settings say.
struct SignInSetup {
  private static let yearDays = 366
  private static let secondsMax = 10.0

  let settings: SignInSettings?
  private let limits: SessionLimits
  private let tokenDaysMax: Int?

  init(_ reader: ConfigReader) throws {
    settings = try reader.text("sign_in").map(Self.read)
    let days = try reader.number("tokens.lifetime_days_max", default: 0, 0...10 * Self.yearDays)
    tokenDaysMax = days == 0 ? nil : days
    limits = SessionLimits(
      idleMinutes: try reader.number("sessions.idle_minutes", default: 480, 1...Self.yearDays * 1440),
      lifetimeHours: try reader.number("sessions.lifetime_hours", default: 168, 1...Self.yearDays * 24))
  }

  private static func read(_ file: String) throws -> SignInSettings {
    let text = try TextFile.text(file)
    do { return try SignInSettings(yaml: text) } catch {
      throw CommandFailure("\(file), line \(error.line): \(error.message)")
    }
  }

  /// Reads the login's secret now, so that a file that is not there stops the start.
  func signIn(policy: AddressPolicy, clients: HTTPClients, sources: SystemSources) throws -> SignIn {
    guard let settings else { return SignIn(tokenDaysMax: tokenDaysMax, sessions: limits) }
    let client = TargetClient(
      clients: clients, policy: policy, timeoutSeconds: Self.secondsMax,
      answerBytesMax: IssuerTalkLimits.bytesMax + 1)
    let talk = Talk(client: client)
    let issuers = settings.issuers.map { issuer in
      Issuer(issuer, talk: talk, readFile: { try Data(contentsOf: URL(filePath: $0)) }, now: sources.now)
    }
    var login: LoginProvider?
    if let wanted = settings.login,
      let place = settings.issuers.firstIndex(where: { $0.issuer == wanted.issuer })
    {
      let secret = try wanted.clientSecretFile.map {
        try TextFile.text($0).trimmingCharacters(in: .whitespacesAndNewlines)
      }
      login = LoginProvider(issuer: issuers[place], settings: wanted, secret: secret, talk: talk)
    }
    return SignIn(tokenDaysMax: tokenDaysMax, sessions: limits, issuers: issuers, login: login)
  }
}

/// Hands what is asked of issuers to those who connect to others.
private struct Talk: IssuerTalk {
  let client: TargetClient

  func get(_ url: String) async throws -> (status: Int, body: Data) {
    try await send(TargetRequest("GET", url, headers: [("accept", "application/json")]))
  }

  func post(
    _ url: String, form: [(name: String, value: String)], authorization: String?
  ) async throws -> (status: Int, body: Data) {
    let headers = [("accept", "application/json")] + (authorization.map { [("authorization", $0)] } ?? [])
    return try await send(TargetRequest("POST", url, headers: headers.map { (name: $0.0, value: $0.1) }, form: form))
  }

  private func send(_ request: TargetRequest) async throws -> (status: Int, body: Data) {
    let answer = try await client.send(request)
    return (answer.status, answer.body)
  }
}
