/// What a policy may hold, so that a gate stays quick to evaluate and short enough to read.
package enum PolicyLimits {
  /// Bytes of a policy's YAML.
  package static let yamlBytesMax = 65_536
  /// Characters of a name: of a policy, a stage, a rule, a role, a group, a person.
  package static let nameCharactersMax = 100
  package static let descriptionCharactersMax = 2000
  package static let stagesMax = 20
  /// Rules of one gate.
  package static let rulesMax = 50
  /// Distinct people that one rule may ask for.
  package static let countMax = 100
  /// People, roles, patterns or conditions that one list may name.
  package static let listMax = 100
  package static let patternCharactersMax = 200
  package static let holidaysMax = 500
  /// Business days until something is due, or between reminders: a year.
  package static let dueDaysMax = 366
  /// Days that an approval may count for: ten years.
  package static let validDaysMax = 3660
}
