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
    directory = try reader.text("backup.directory")
    everyMinutes = try reader.number(
      "backup.every_minutes", default: Self.everyMinutesDefault, 0...Self.everyMinutesMax)
    keepDays = try reader.number("backup.keep_days", default: Backups.keepDaysDefault, 1...Self.keepDaysMax)
  }
}
