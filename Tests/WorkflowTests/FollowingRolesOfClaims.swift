import Testing

@testable import Workflow

@Suite struct FollowingRolesOfClaims {
  private struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// As `role`, or `role@project`.
    let held: Set<String>
    let claimed: Set<String>
    let becomes: Set<String>
  }

  private static let cases = [
    Case(
      testDescription: "one is given and one is taken", held: ["admin"], claimed: ["architect"], becomes: ["architect"]),
    Case(
      testDescription: "others stay", held: ["auditor", "admin", "architect@pay"], claimed: [],
      becomes: ["auditor", "architect@pay"]),
    Case(testDescription: "who has none left is a member", held: ["architect"], claimed: [], becomes: ["member"]),
    Case(
      testDescription: "who was only a member is none beside", held: ["member"], claimed: ["architect"],
      becomes: ["architect"]),
    Case(
      testDescription: "a member by something else stays one", held: ["member", "auditor"], claimed: ["architect"],
      becomes: ["member", "auditor", "architect"]),
    Case(
      testDescription: "what is not governed is not given", held: ["member"], claimed: ["owner"], becomes: ["member"]),
  ]

  private func directory(_ users: [String: Set<String>]) -> Directory {
    var people = Directory()
    for (user, grants) in users {
      people.evolve(.userRegistered(UserRegistered(user: user, kind: .person)))
      for grant in grants {
        let parts = grant.split(separator: "@").map(String.init)
        people.evolve(.roleGranted(RoleGranted(user: user, role: parts[0], project: parts.dropFirst().first)))
      }
    }
    return people
  }

  private func followed(_ people: Directory, _ claimed: Set<String>) -> Set<String> {
    var after = people
    let events = FollowingRoles.decide(
      user: "alice", governed: ["admin", "architect"], claimed: claimed, people: people)
    for event in events { after.evolve(event) }
    let grants = after.users["alice"]?.grants ?? []
    return Set(grants.map { grant in grant.project.map { grant.role + "@" + $0 } ?? grant.role })
  }

  @Test(arguments: Self.cases)
  private func roles(_ one: Case) {
    let people = directory(["alice": one.held, "root": ["admin"]])
    #expect(followed(people, one.claimed) == one.becomes)
    let again = directory(["alice": one.becomes, "root": ["admin"]])
    #expect(
      FollowingRoles.decide(user: "alice", governed: ["admin", "architect"], claimed: one.claimed, people: again)
        .isEmpty,
      "the same claim again changes nothing")
  }

  @Test("the last admin stays one, and the rest is followed")
  func lastAdmin() {
    let people = directory(["alice": ["admin"], "bob": ["member"]])
    #expect(followed(people, ["architect"]) == ["admin", "architect"])
    #expect(followed(people, []) == ["admin"])
  }
}
