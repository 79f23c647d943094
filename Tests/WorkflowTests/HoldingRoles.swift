import Testing
import Workflow

/// Who holds what: by themselves, by their groups, and in restricted projects.
@Suite struct HoldingRoles {
  private func people(_ events: [Event]) -> Directory {
    var people = Directory()
    for user in ["ada", "tess"] { people.evolve(.userRegistered(UserRegistered(user: user, kind: .person))) }
    for event in events { people.evolve(event) }
    return people
  }

  private func group(_ members: [String], _ roles: [RoleGrant]) -> Event {
    .groupCreated(GroupCreated(group: "g", name: "G", members: members, roles: roles))
  }

  private func restricted(_ slug: String) -> Event {
    .projectOpened(ProjectOpened(slug: slug, title: "P", configuration: [:], links: [:], restricted: true))
  }

  @Test("a group's role is held while one is in the group, and beside one's own")
  func groups() {
    let lead = RoleGrant(role: "lead", project: "p")
    var people = people([group(["ada"], [lead])])
    #expect(people.holds("ada", role: "lead", in: "p") && !people.holds("ada", role: "lead", in: "q"))
    #expect(people.people(in: "lead", of: "p") == ["ada"] && people.mayWrite("ada", in: "p"))
    people.evolve(.roleGranted(RoleGranted(user: "ada", role: "lead", project: "p")))
    people.evolve(.groupUpdated(GroupUpdated(group: "g", added: ["tess"], removed: ["ada"])))
    #expect(people.people(in: "lead", of: "p") == ["ada", "tess"])
    people.evolve(.groupDeleted(GroupDeleted(group: "g")))
    #expect(people.people(in: "lead", of: "p") == ["ada"])
  }

  @Test("what makes everybody a member opens no restricted project, and every other role everywhere does")
  func restriction() {
    let grants: [(RoleGrant, Bool)] = [
      (RoleGrant(role: "member"), false), (RoleGrant(role: "reviewer"), false), (RoleGrant(role: "lead"), true),
      (RoleGrant(role: "admin"), true), (RoleGrant(role: "auditor"), true),
      (RoleGrant(role: "member", project: "p"), true), (RoleGrant(role: "member", project: "q"), false),
      (RoleGrant(role: "lead", project: "q"), false),
    ]
    for (grant, isSeen) in grants {
      var people = people([
        restricted("p"), .roleGranted(RoleGranted(user: "ada", role: grant.role, project: grant.project)),
      ])
      #expect(people.maySee("ada", project: "p") == isSeen, "\(grant)")
      #expect(people.hidden(from: "ada") == (isSeen ? [] : ["p"]) && people.maySee("ada", project: "q"))
      #expect(people.mayWrite("ada", in: "p") == (isSeen && grant.role != "auditor"), "\(grant)")
      #expect(people.people(in: nil, of: "p") == (isSeen && grant.role != "auditor" ? ["ada"] : []))
      people.evolve(.projectUpdated(ProjectUpdated(slug: "p", restricted: false)))
      #expect(people.maySee("ada", project: "p") && people.restricted.isEmpty)
    }
  }

  @Test("somebody who has left sees no restricted project")
  func left() {
    let people = people([
      restricted("p"), .roleGranted(RoleGranted(user: "ada", role: "admin")),
      .userUpdated(UserUpdated(user: "ada", fields: [], active: false)),
    ])
    #expect(!people.maySee("ada", project: "p") && !people.hasAdmin && people.maySee("nobody", project: "q"))
  }
}
