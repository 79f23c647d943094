import Documents
import Foundation
import HTTPTypes
import Ledger
import Logging
import Workflow

/// All ways in beside the daemon's own tokens, and how long what they open stays open.
package struct SignIn: Sendable {
  /// The greatest lifetime of a token, in days; nil sets none.
  package let tokenDaysMax: Int?
  package let sessions: SessionLimits
  /// By name.
  private let issuers: [String: Issuer]
  package let login: LoginProvider?

  package init(
    tokenDaysMax: Int? = nil, sessions: SessionLimits = SessionLimits(), issuers: [Issuer] = [],
    login: LoginProvider? = nil
  ) {
    self.tokenDaysMax = tokenDaysMax
    self.sessions = sessions
    self.issuers = Dictionary(issuers.map { ($0.settings.issuer, $0) }, uniquingKeysWith: { first, _ in first })
    self.login = login
  }

  /// The caller whom a JWT speaks for. Whatever is wrong with it is answered alike, and stands in the log by name.
  func caller(of text: String, _ services: ServerServices) async throws -> Caller {
    do {
      let token = try SignedToken(text)
      guard let name = token.claims["iss"]?.string, let issuer = issuers[name] else { throw TokenFault.issuer }
      let claims = try await claims(of: token, by: issuer, services)
      let user = try await ClaimedUser(services: services, settings: issuer.settings, claims: claims)
        .find(requestID: nil)
      let scopes = issuer.settings.scopesClaim.map { claim in
        Set(claims.texts(claim).compactMap(TokenScope.init(rawValue:)))
      }
      return Caller(
        id: user.id, kind: user.kind,
        credential: .issued(
          by: name, id: claims.text("jti").map { String($0.prefix(100)) },
          until: try claims.end(leewaySeconds: issuer.settings.leewaySeconds)),
        scopes: scopes)
    } catch let fault as TokenFault {
      services.logger.info("a token was refused", metadata: ["reason": "\(fault.rawValue)"])
      throw Problem.badCredential
    }
  }

  /// Throws a problem where the issuer's keys are not to be had.
  private func claims(of token: SignedToken, by issuer: Issuer, _ services: ServerServices) async throws -> Claims {
    do {
      return try await issuer.claims(ofBearer: token, now: services.ledger.sources.now())
    } catch let failure where !(failure is TokenFault) {
      services.logger.warning("an issuer's keys are not to be had", metadata: ["reason": "\(failure)"])
      var problem = Problem(
        status: .serviceUnavailable, code: "issuer_unreachable",
        detail: "The token's issuer does not answer, so the token cannot be checked: try again.")
      problem.retryAfterSeconds = 5
      throw problem
    }
  }
}

/// How long a session stays open.
package struct SessionLimits: Sendable {
  /// Without a request, in seconds.
  package let idleSeconds: Double
  /// In all, in seconds.
  package let lifetimeSeconds: Double

  /// Eight hours and a week.
  package init(idleMinutes: Int = 480, lifetimeHours: Int = 168) {
    idleSeconds = Double(idleMinutes) * 60
    lifetimeSeconds = Double(lifetimeHours) * 3600
  }
}
