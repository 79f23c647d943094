package import Documents

/// The matrix as a page of the documentation and as JSON.
package enum PermissionsPage {
  package static var markdown: String {
    var page = """
      # Who may do what

      This page is printed by the program itself, from the table that it decides by: `countersign permissions --markdown`.

      | word | who that is |
      |---|---|
      | anyone | no token is needed |
      | signed | no token: the request is signed with its connection's secret |
      | every user | every active user: person, agent or service |
      | writers | whoever holds a role beside `auditor`: in the project that the address leads to, else in any |
      | writers everywhere | whoever holds such a role everywhere, not only in a project |
      | auditors | holders of `auditor` or `admin` everywhere |
      | admins | holders of `admin` everywhere |

      What somebody may not know of is 404, as what is not there. A restricted project, and all that is in it, is known to
      admins, auditors, whoever holds a role in it, and whoever holds a role everywhere other than `member`. Without a live
      token every route but the open ones is 401, and a deactivated user has none.

      | route | who | agents and services | what is another's | besides |
      |---|---|---|---|---|

      """
    for permission in PermissionMatrix.all {
      let cells = [
        "`\(permission.method) \(permission.path)`", permission.who.words, permission.agents, permission.others,
        permission.note,
      ]
      page += "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined() + "\n"
    }
    return page
  }

  package static var value: Value {
    .array(
      PermissionMatrix.all.map { permission in
        var others = Value.null
        if let own = permission.own {
          others = ["thing": .string(own.thing), "for_admins": .bool(own.isForAdmins), "code": .null]
          if case .refused(let code) = own.others { others = others.merging(["code": .string(code)]) }
        }
        return [
          "method": .string(permission.method), "path": .string(permission.path),
          "who": .string(permission.who.rawValue), "people_only": Value(permission.peopleOnly), "own": others,
          "note": .string(permission.note), "page": .bool(permission.isPage),
        ]
      })
  }
}

extension Permission {
  fileprivate var agents: String {
    if who == .anyone || who == .signed { return "" }
    return peopleOnly.map { "403 `\($0)`" } ?? "as people"
  }

  fileprivate var others: String {
    guard let own else { return "" }
    let answer =
      switch own.others {
      case .hidden: "404"
      case .refused(let code): "403 `\(code)`"
      }
    return "another's \(own.thing): \(answer)\(own.isForAdmins ? ", but for admins" : ", for admins too")"
  }
}

extension Permission.Who {
  fileprivate var words: String {
    switch self {
    case .anyone: "anyone"
    case .signed: "signed"
    case .reader: "every user"
    case .writer: "writers"
    case .serverWriter: "writers everywhere"
    case .auditor: "auditors"
    case .admin: "admins"
    }
  }
}
