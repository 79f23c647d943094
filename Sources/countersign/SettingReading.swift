import Configuration
import Foundation

/// Takes settings by name. What is there in another form than its setting has is refused by that name: the default would
/// stand where somebody has written something else.
extension ConfigReader {
  /// One value; nil where there is none, or an empty one.
  func text(_ name: String) throws -> String? {
    guard let text = string(forKey: ConfigKey(name)) else {
      guard stringArray(forKey: ConfigKey(name)) == nil else {
        throw CommandFailure("\(name): there is a list: write one value.")
      }
      return nil
    }
    return Self.nothing.contains(text) ? nil : text
  }

  /// What YAML has for it, beside leaving it out.
  private static let nothing: Set<String> = ["", "~", "null"]

  /// Without what is empty; an empty list where there is none.
  func list(_ name: String) throws -> [String] {
    guard let items = stringArray(forKey: ConfigKey(name)) else {
      guard let text = try text(name) else { return [] }
      throw CommandFailure("\(name): '\(text)' is no list: write [\(text)].")
    }
    return items.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  func number<Number: LosslessStringConvertible & Comparable>(
    _ name: String, default standard: Number, _ range: ClosedRange<Number>
  ) throws -> Number {
    guard let text = try text(name) else { return standard }
    guard let number = Number(text), range.contains(number) else {
      throw CommandFailure(
        "\(name): '\(text)' is no such number: write one from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, default standard: Word
  ) throws -> Word where Word.RawValue == String {
    guard let text = try text(name) else { return standard }
    guard let word = Word(rawValue: text.lowercased()) else {
      throw CommandFailure("\(name): '\(text)' is none of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }
}
