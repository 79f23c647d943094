import Foundation
import Server

/// One setting, as it is documented: the one place where its name, its default and its meaning stand.
struct Setting {
  let name: String
  /// In words where it is no value.
  let standard: String
  let meaning: String

  init(_ name: String, _ standard: String, _ meaning: String) {
    self.name = name
    self.standard = standard
    self.meaning = meaning
  }

  /// `COUNTERSIGN_TLS_CERTIFICATE` for `tls.certificate`.
  var variable: String { Settings.prefix + name.uppercased().replacingOccurrences(of: ".", with: "_") }

  static let all: [Setting] = ways + rates + others

  private static let ways: [Setting] = [
    Setting(
      "listen", "`127.0.0.1:8080`",
      "An address and a port, or the path of a Unix socket. Port 0 picks a free one. A socket from systemd goes before it."
    ),
    Setting(
      "public_url", "`http://` and the address",
      "How others reach the daemon: stands in links and in the addresses of hooks."),
    Setting("data", "none", "The data directory, where `--data` does not name it. Only as an environment variable."),
    Setting("keys", "`keys` in the data directory", "The directory of the keys."),
    Setting(
      "tls.certificate", "none",
      "A PEM file of the certificate and its chain. With it and `tls.key` the daemon speaks TLS 1.2 and later, HTTP/1.1 and HTTP/2."
    ),
    Setting("tls.key", "none", "A PEM file of the certificate's private key."),
    Setting(
      "trusted_proxies", "none",
      "Networks of the proxies in front of the daemon, or `unix` for its own socket: [network.md](network.md)."),
    Setting(
      "forwarded_header", "`either`", "The header that those proxies write: `x-forwarded-for`, `forwarded` or `either`."
    ),
  ]

  private static let rates: [Setting] = RateLimit.allCases.map { limit in
    Setting(
      "rate_limits.\(limit.rawValue)", "`\(limit.perMinute)`", "Requests a minute, 0 for any number: \(limit.what).")
  }

  private static let others: [Setting] = [
    Setting(
      "sign_in", "none",
      "A file of issuers whose JWTs are taken, and of the one where people log in: [signing-in.md](signing-in.md)."),
    Setting("tokens.lifetime_days_max", "`0`", "The greatest lifetime of a token, in days. 0 sets none."),
    Setting("sessions.idle_minutes", "`480`", "After so long without a request a session ends."),
    Setting("sessions.lifetime_hours", "`168`", "A session lasts no longer, however it is used."),
    Setting(
      "allowed_networks", "none",
      "Networks that webhooks and git hosts may be in although they are private, such as `10.20.0.0/16`."),
    Setting("git.roots", "none", "Directories under which connections may read git repositories on this machine."),
    Setting("workflow", "`sign-off`", "The workflow of a document that names none."),
    Setting("workflows", "none", "A directory of workflows, each a file `NAME.yaml`, that are published at start."),
    Setting(
      "log.level", "`info`",
      "`trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`. `PUT /api/v1/log-level` and SIGUSR1 change it until the next start."
    ),
    Setting("log.format", "`auto`", "`json`, `text`, or `auto`: text on a terminal."),
    Setting(
      "metrics.access", "`local`",
      "Who may read `/metrics`: `local` (this machine, through no proxy; others with a token of an admin or an auditor), `token` (only with such a token) or `open`."
    ),
    Setting(
      "origin", "`countersign/` and the log's id", "The name of the log in its checkpoints: no spaces and no `+`."),
    Setting("witnesses", "none", "Verifier keys (type 4) of those whose cosignatures of checkpoints are taken."),
    Setting("backup.directory", "none", "Where backups go; without it none are made. Put it on another disk."),
    Setting(
      "backup.every_minutes", "`60`", "How old the newest backup may become. 0 makes them only when somebody asks."),
    Setting("backup.keep_days", "`30`", "Older backups are removed; the newest stays."),
    Setting(
      "deliveries.retry_seconds", "`5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400`",
      "Seconds after each attempt that failed; after the last the endpoint is switched off."),
    Setting("deliveries.timeout_seconds", "`20`", "How long an answer is waited for, 0.1 to 60."),
  ]

  /// The table of docs/operations.md.
  static var markdown: String {
    "| setting | default | meaning |\n|---|---|---|\n"
      + all.map { "| `\($0.name)` | \($0.standard) | \($0.meaning) |\n" }.joined()
  }
}
