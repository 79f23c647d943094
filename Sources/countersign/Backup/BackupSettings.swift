import Configuration
import Ledger

/// Where backups go, how often, and for how long they stay.
struct BackupSettings {
  private static let everyMinutesDefault = 60
  /// A year: more is a mistake.
  private static let everyMinutesMax = 366 * 24 * 60
  private static let keepDaysMax = 36_500

  /// Nil where no backups are made.
  let directory: String?
  /// 0 where they are made only when somebody asks.
  let everyMinutes: Int
  let keepDays: Int

  init(_ reader: ConfigReader) throws {
    directory = reader.string(forKey: "backup.directory").flatMap { $0.isEmpty ? nil : $0 }
    everyMinutes = reader.int(forKey: "backup.every_minutes", default: Self.everyMinutesDefault)
    guard (0...Self.everyMinutesMax).contains(everyMinutes) else {
      throw CommandFailure(
        "backup.every_minutes: \(everyMinutes) is not between 0 (only when asked for) and \(Self.everyMinutesMax).")
    }
    keepDays = reader.int(forKey: "backup.keep_days", default: Backups.keepDaysDefault)
    guard (1...Self.keepDaysMax).contains(keepDays) else {
      throw CommandFailure("backup.keep_days: \(keepDays) is not between 1 and \(Self.keepDaysMax).")
    }
  }
}
