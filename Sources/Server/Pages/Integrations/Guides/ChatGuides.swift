/// Chats, each with what it needs.
extension SetupGuide {
  private static let channelHint = "Left empty with a webhook, which posts where it was made for."
  private static let tokenHint = "Left empty where the address is a webhook's."

  static let chats: [SetupGuide] = [
    slack, teams, mattermost, discord, matrix, googleChat, rocketChat, zulip,
  ]

  private static let slack = SetupGuide(
    "slack", "Slack", comes: "One message for each document, kept up to date, with a thread under it.",
    ways: [
      Way(
        title: "With an app",
        steps: [
          "At api.slack.com/apps make a new app from scratch, in your workspace.",
          "Under “OAuth & Permissions” give its bot the scopes chat:write and channels:history (groups:history for a "
            + "private channel), and install it to the workspace. Copy the bot token, which begins with xoxb-.",
          "Invite the app to the channel, and copy the channel's ID from the end of the channel's details.",
          "Keep the address below as it is, and fill in the token and the channel.",
        ]),
      Way(
        title: "With an incoming webhook: quicker, and each notice is a message of its own",
        steps: [
          "In the app switch “Incoming Webhooks” on, add one, and choose the channel.",
          "Put its address below in the place of ours, and leave the token and the channel empty.",
        ]),
    ],
    [
      Field("url", "Address", value: "https://slack.com/api", isRequired: true),
      Field("settings.token", "Bot token", .secret, hint: tokenHint),
      Field("settings.channel", "Channel ID", hint: "Such as C0123456789. " + channelHint),
    ])

  private static let teams = SetupGuide(
    "teams", "Microsoft Teams", comes: "A card in the channel for each notice.",
    [
      "Open the menu of the channel, choose “Workflows”, and there the template that sends webhook alerts to a channel.",
      "Name it, sign in, choose the team and the channel, and add the workflow. Anyone must be allowed to call it: its "
        + "address is the secret.",
      "Copy the address that it shows at the end, and give the workflow a second owner, so that it outlives the first.",
    ],
    [Field("url", "Address of the workflow", .secret, isRequired: true)])

  private static let mattermost = SetupGuide(
    "mattermost", "Mattermost", comes: "One post for each document, kept up to date, with a thread under it.",
    ways: [
      Way(
        title: "With a bot",
        steps: [
          "Under “Integrations”, “Bot Accounts” add a bot with the role Member, and copy its token.",
          "Add the bot to the team and to the channel, and copy the channel's ID from the end of “View Info”.",
          "Fill in the server's address, the token and the channel's ID.",
        ]),
      Way(
        title: "With an incoming webhook: quicker, and each notice is a post of its own",
        steps: [
          "Under “Integrations”, “Incoming Webhooks” add one and choose the channel.",
          "Fill in its address, and leave the token empty.",
        ]),
    ],
    [
      Field("url", "Address", hint: "Such as https://chat.example.org, or the webhook's.", isRequired: true),
      Field("settings.token", "Bot token", .secret, hint: tokenHint),
      Field(
        "settings.channel", "Channel",
        hint: "With a bot its ID; with a webhook the name of another channel, or nothing."),
    ])

  private static let discord = SetupGuide(
    "discord", "Discord", comes: "One message for each document, kept up to date, with a thread under it.",
    ways: [
      Way(
        title: "With a bot",
        steps: [
          "At discord.com/developers/applications make an application, and under “Bot” reset the token and copy it.",
          "Under “OAuth2” make an address for a bot that may view channels, send messages, create public threads and "
            + "send messages in threads; open it and choose your server.",
          "With the developer mode on, copy the channel's ID from its menu.",
          "Keep the address below as it is, and fill in the token and the channel.",
        ]),
      Way(
        title: "With a webhook: quicker, and what follows the first message comes as messages of their own",
        steps: [
          "In the channel's settings, under “Integrations”, make a webhook and copy its address.",
          "Put it below in the place of ours, and leave the token and the channel empty.",
        ]),
    ],
    [
      Field("url", "Address", value: "https://discord.com/api/v10", isRequired: true),
      Field("settings.token", "Bot token", .secret, hint: tokenHint),
      Field("settings.channel", "Channel ID", hint: channelHint),
    ])

  private static let matrix = SetupGuide(
    "matrix", "Matrix", comes: "One message for each document, kept up to date, with a thread under it.",
    [
      "Make an account for Countersign on your server.",
      "Log in as that account through the API, for a session that nobody logs out, and keep its access token.",
      "Invite the account to the room and accept as it. The room must not be encrypted.",
      "Copy the room's id from its settings, under “Advanced”; it begins with an exclamation mark.",
    ],
    [
      Field("url", "Address of the server", hint: "Such as https://matrix.example.org.", isRequired: true),
      Field("settings.token", "Access token", .secret, isRequired: true),
      Field("settings.room", "Room id", hint: "Such as !abc:example.org.", isRequired: true),
    ])

  private static let googleChat = SetupGuide(
    "google_chat", "Google Chat", comes: "A thread for each document in the space.",
    [
      "In the space open the menu beside its name, and there “Apps & integrations”, “Webhooks”. An administrator of "
        + "Google Workspace may have to allow them.",
      "Add a webhook, name it, and save.",
      "Copy its address with the key and the token in it. Whoever has it can post.",
    ],
    [Field("url", "Address of the webhook", .secret, isRequired: true)])

  private static let rocketChat = SetupGuide(
    "rocket_chat", "Rocket.Chat", comes: "One message for each document, kept up to date, with a thread under it.",
    ways: [
      Way(
        title: "With a user",
        steps: [
          "As an administrator make a user with the role bot, which also frees it from the limit on requests.",
          "As that user, under “My Account”, make a personal access token; copy it and the user ID.",
          "Add the user to the room. The room's ID is what the API's rooms.info says of it.",
          "Fill in the server's address, the token, the user ID and the room's ID.",
        ]),
      Way(
        title: "With an incoming webhook: quicker, and each notice is a message of its own",
        steps: [
          "Under “Administration”, “Integrations” make an incoming one, name its channel and its user, and save.",
          "Fill in its address, and leave the token and the user empty.",
        ]),
    ],
    [
      Field("url", "Address", hint: "Such as https://chat.example.org, or the webhook's.", isRequired: true),
      Field("settings.token", "Personal access token", .secret, hint: tokenHint),
      Field("settings.user", "User ID", hint: "Goes with the token."),
      Field(
        "settings.channel", "Room", hint: "With a user the room's ID; with a webhook another channel, such as #reviews."
      ),
    ])

  private static let zulip = SetupGuide(
    "zulip", "Zulip", comes: "A topic for each document in one channel.",
    [
      "In your personal settings, under “Bots”, add a bot of the type “Generic bot”.",
      "Copy its e-mail address and its API key from the list.",
      "Where the channel is private, add the bot to its subscribers.",
    ],
    [
      Field("url", "Address of the organization", hint: "Such as https://example.zulipchat.com.", isRequired: true),
      Field("settings.email", "Bot's e-mail address", isRequired: true),
      Field("settings.api_key", "API key", .secret, isRequired: true),
      Field("settings.channel", "Channel", hint: "Its name.", isRequired: true),
      Field("settings.topic", "Topic", hint: "Left empty, each document has its own."),
    ])
}
