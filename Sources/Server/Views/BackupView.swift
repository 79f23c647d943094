import Documents
import Ledger
import Telemetry
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

  static func metrics(_ status: Backups.Status?) -> [MetricFamily] {
    guard let status else { return [] }
    let (last, failure) = (status.lastSuccess, status.lastFailure)
    let duration = status.lastDuration.map { Double(Int($0 / .milliseconds(1))) / 1000 }
    return [
      MetricFamily(
        "countersign_backup_failing", .gauge, "Whether the latest backup could not be made.",
        value: status.isFailing ? 1 : 0),
      MetricFamily(
        "countersign_backup_last_success_timestamp", .gauge, "When the newest backup was made, since 1970.",
        unit: "seconds", value: last.map { $0.name.at.milliseconds / 1000 }),
      MetricFamily(
        "countersign_backup_last", .gauge, "The size of the newest backup.", unit: "bytes", value: last?.bytes),
      MetricFamily(
        "countersign_backup_last_failure_timestamp", .gauge, "When a backup last failed, since 1970.", unit: "seconds",
        value: failure.map { $0.at.milliseconds / 1000 }),
      MetricFamily(
        "countersign_backup_last_duration", .gauge, "How long the newest backup took.", unit: "seconds",
        value: duration),
    ]
  }
}
