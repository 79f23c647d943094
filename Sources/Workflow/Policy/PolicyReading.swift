package import Documents
import Foundation

extension Policy {
  /// Reads a policy as people write it: YAML, or JSON, which is YAML too. An unknown key, a wrong type and a value out of
  /// its range are faults that name the key and the line. All keys stand in `docs/policies.md`.
  ///
  /// `name` is what it is published as: the file may leave its own name out, and may not have another. `fallback` only
  /// stands in for a name that was left out. `version` is 1 where the file names none.
  package init(yaml: String, named name: String? = nil, orElse fallback: String? = nil) throws(YamlFault) {
    guard let root = try YamlNode.parse(yaml, bytesMax: PolicyLimits.yamlBytesMax) else {
      throw YamlFault(key: "", line: 1, message: "The file is empty: write at least 'name' and 'stages'.")
    }
    let fields = try root.fields(
      allowed: ["name", "version", "description", "calendar", "stages"], needed: ["stages"])
    let stages = try fields["stages"].map(Stage.all) ?? []
    self.init(
      name: try Self.name(fields["name"], of: root, wanted: name, fallback: fallback),
      version: try fields["version"]?.number(1...Int.max) ?? 1, stages: stages,
      description: try fields["description"]?.words(upTo: PolicyLimits.descriptionCharactersMax),
      calendar: try fields["calendar"].map(BusinessCalendar.init))
    let asks = stages.flatMap(\.gate).contains { rule in
      rule.requires == .reviewers || (rule.requires == .approvals && rule.count > 0)
    }
    guard asks else {
      throw (fields["stages"] ?? root).fault("ask nobody for an approval: add a rule with 'requires: approvals'.")
    }
  }

  private static func name(
    _ node: YamlNode?, of root: YamlNode, wanted: String?, fallback: String?
  ) throws(YamlFault) -> String {
    guard let node else {
      guard let name = wanted ?? fallback else {
        throw YamlFault(key: "name", line: root.line, message: "'name' is missing.")
      }
      return name
    }
    let name = try node.name()
    guard let wanted, wanted != name else { return name }
    throw node.fault("is '\(name)', and it is published as '\(wanted)': write that, or leave 'name' out.")
  }
}

extension BusinessCalendar {
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  init(_ node: YamlNode) throws(YamlFault) {
    let fields = try node.fields(allowed: ["zone", "workdays", "holidays"])
    let standard = BusinessCalendar.standard
    self.init(
      zone: try fields["zone"].map(Self.zone) ?? standard.zone,
      workdays: try fields["workdays"].map(Self.workdays) ?? standard.workdays,
      holidays: try fields["holidays"].map(Self.holidays) ?? standard.holidays)
  }

  private static func zone(_ node: YamlNode) throws(YamlFault) -> String {
    let zone = try node.text()
    guard BusinessCalendar.isKnown(zone: zone) else {
      throw node.fault("is no time zone: write one of the IANA names, such as Europe/Berlin or UTC.")
    }
    return zone
  }

  private static func workdays(_ node: YamlNode) throws(YamlFault) -> [Int] {
    let workdays = try node.distinct(upTo: days.count) { (item) throws(YamlFault) in
      guard let index = days.firstIndex(of: try item.text()) else {
        throw item.fault("must be one of \(days.joined(separator: ", ")).")
      }
      return index + 1
    }
    guard !workdays.isEmpty else { throw node.fault("must name at least one day.") }
    return workdays.sorted()
  }

  private static func holidays(_ node: YamlNode) throws(YamlFault) -> [String] {
    try node.distinct(upTo: PolicyLimits.holidaysMax) { (item) throws(YamlFault) in
      let text = try item.text()
      guard Timestamp(text)?.date == text else { throw item.fault("must be a date such as 2026-12-25.") }
      return text
    }.sorted()
  }
}
