import ArgumentParser

/// The one binary: the daemon, its tools, and a client.
@main
struct Countersign: AsyncParsableCommand {
  static let versionNumber = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "countersign",
    abstract: "Takes architecture documents from first draft to signed-off, and proves how they got there.",
    version: versionNumber,
    groupedSubcommands: [
      CommandGroup(
        name: "The daemon",
        subcommands: [
          Serve.self, Init.self, Token.self, SignInLinkCommand.self, VerifyCommand.self, RebuildCommand.self,
          BackupCommand.self,
          RestoreCommand.self,
          DrillCommand.self, PermissionsCommand.self, ExampleCommand.self, BenchCommand.self, SettingsCommand.self,
        ]),
      CommandGroup(name: "On files", subcommands: [TemplateCommand.self, LintCommand.self, WorkflowCommand.self]),
      CommandGroup(
        name: "As a client (--url, --token, or COUNTERSIGN_URL, COUNTERSIGN_TOKEN)",
        subcommands: [
          Open.self, ImportCommand.self, Save.self, Submit.self, CommentCommand.self, Approve.self, Reject.self,
          Status.self, ProjectCommand.self, PipelineCommand.self, GateCommand.self, WhatIfCommand.self,
          OverrideCommand.self,
          DelegateCommand.self,
          HandOverCommand.self, Inbox.self, Log.self, ExportCommand.self, ProofCommand.self, Diff.self,
          ReportCommand.self, PeopleCommand.self,
        ]),
    ])
}
