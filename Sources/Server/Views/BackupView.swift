import Documents
import Ledger
import Workflow

/// Backups as the API, the readiness check and the metrics show them.
enum BackupView {
  static func value(_ record: BackupRecord) -> Value {
    [
      "name": .string("\(record.name)"), "seq": .int(Int(record.name.seq)), "bytes": .int(record.bytes),
      "sha256": .string(record.sha256), "created_at": .string(record.name.at.description),
    ]
  }

  /// It informs and does not make the daemon unready: a daemon without a backup still serves.
  static func check(_ status: Backups.Status?) -> Value {
    guard let status else { return .string("off") }
    if status.isFailing, let failure = status.lastFailure { return .string("failing, last at \(failure.at)") }
    guard let last = status.lastSuccess else { return .string("none yet") }
    return .string("ok, last at \(last.name.at)")
  }

  static func metrics(_ status: Backups.Status?) -> String {
    guard let status else { return "" }
    var text = gauge(
      "countersign_backup_failing", "Whether the latest backup could not be made.", status.isFailing ? "1" : "0")
    if let last = status.lastSuccess {
      text += gauge(
        "countersign_backup_last_success_timestamp_seconds", "When the newest backup was made.",
        String(last.name.at.milliseconds / 1000))
      text += gauge("countersign_backup_last_bytes", "The size of the newest backup.", String(last.bytes))
    }
    if let failure = status.lastFailure {
      text += gauge(
        "countersign_backup_last_failure_timestamp_seconds", "When a backup last failed.",
        String(failure.at.milliseconds / 1000))
    }
    if let duration = status.lastDuration {
      let seconds = Double(Int(duration / .milliseconds(1))) / 1000
      text += gauge("countersign_backup_last_duration_seconds", "How long the newest backup took.", String(seconds))
    }
    return text
  }

  private static func gauge(_ name: String, _ help: String, _ value: String) -> String {
    "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n"
  }
}
