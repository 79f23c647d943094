import Foundation
import Workflow

/// When people want to be told: comments are gathered for some minutes, nights are quiet, and once a week there is a
/// digest.
struct ChatHours: Hashable, Sendable {
  /// Comments of so long are one message.
  private static let gatherMinutesDefault = 5.0
  private static let gatherMinutesMax = 1440.0
  private static let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
  private static let minutesOfDay = 1440

  /// Minutes of the local day, from one to the other, over midnight where the second is the smaller.
  struct Quiet: Hashable, Sendable {
    let from: Int
    let until: Int
  }

  struct Digest: Hashable, Sendable {
    /// 0 is Sunday.
    let weekday: Int
    let minute: Int
  }

  let gatherSeconds: Double
  let quiet: Quiet?
  let digest: Digest?
  private let zone: TimeZone

  /// Reads `gather_minutes`, `quiet_hours` (`22:00-07:00`), `digest` (`monday 09:00`) and `time_zone`.
  init(_ settings: TargetSettings) throws(Refusal) {
    let minutes = try settings.optionalNumber("gather_minutes") ?? Self.gatherMinutesDefault
    guard (0...Self.gatherMinutesMax).contains(minutes) else {
      throw Refusal.field("settings.gather_minutes", "must be 0 to 1440.")
    }
    gatherSeconds = minutes * 60
    let name = try settings.optionalText("time_zone") ?? "UTC"
    guard let zone = TimeZone(identifier: name) else {
      throw Refusal.field("settings.time_zone", "'\(name)' is no time zone such as Europe/Berlin.")
    }
    self.zone = zone
    quiet = try Self.quiet(try settings.optionalText("quiet_hours"))
    digest = try Self.digest(try settings.optionalText("digest"))
  }

  private static func quiet(_ text: String?) throws(Refusal) -> Quiet? {
    guard let text else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { minute(String($0)) }
    guard parts.count == 2, let from = parts[0], let until = parts[1], from != until else {
      throw Refusal.field("settings.quiet_hours", "must be two times such as 22:00-07:00.")
    }
    return Quiet(from: from, until: until)
  }

  private static func digest(_ text: String?) throws(Refusal) -> Digest? {
    guard let text else { return nil }
    let parts = text.lowercased().split(separator: " ").map(String.init)
    guard parts.count == 2, let day = days.firstIndex(of: parts[0]), let minute = minute(parts[1]) else {
      throw Refusal.field("settings.digest", "must be a day and a time such as 'monday 09:00'.")
    }
    return Digest(weekday: day, minute: minute)
  }

  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }

  /// When the quiet that reigns at a moment ends; nil where none does.
  func quietEnd(at now: Timestamp) -> Timestamp? {
    guard let quiet else { return nil }
    let minute = localMinute(at: now)
    let isQuiet =
      quiet.from < quiet.until
      ? (quiet.from..<quiet.until).contains(minute) : minute >= quiet.from || minute < quiet.until
    guard isQuiet else { return nil }
    return next(minuteOfDay: quiet.until, after: now)
  }

  /// The last moment at or before `now` at which a digest was due; nil where there is none in the last week.
  func lastDigest(before now: Timestamp) -> Timestamp? {
    guard let digest else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = DateComponents(
      hour: digest.minute / 60, minute: digest.minute % 60, second: 0, weekday: digest.weekday + 1)
    // A second later, so that a digest that is due right now is found.
    let found = calendar.nextDate(
      after: now.date.addingTimeInterval(1), matching: parts, matchingPolicy: .nextTime, direction: .backward)
    return found.map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
  }

  private func localMinute(at now: Timestamp) -> Int {
    let seconds = Int(now.milliseconds / 1000) + zone.secondsFromGMT(for: now.date)
    return ((seconds / 60) % Self.minutesOfDay + Self.minutesOfDay) % Self.minutesOfDay
  }

  private func next(minuteOfDay minute: Int, after now: Timestamp) -> Timestamp? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = DateComponents(hour: minute / 60, minute: minute % 60, second: 0)
    return calendar.nextDate(after: now.date, matching: parts, matchingPolicy: .nextTime)
      .map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
  }
}

extension Timestamp {
  fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
