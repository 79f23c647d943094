import Documents

/// Templates by feature, which must render as Jinja2 renders them, or be refused by both.
enum JinjaCases {
  static let values: [String: Value] = [
    "name": "Ada Lovelace", "n": 7, "zero": 0, "neg": -3, "pi": .double(3.14159), "half": .double(2.5),
    "big": 1_000_000_007, "yes": true,
    "no": false, "nothing": .null, "empty": "", "blank": "  two  words ", "xs": [3, 1, 2], "none_in": [1, .null, "a"],
    "letters": ["b", "a", "C", "a"], "words": "the quick-brown fox (jumps) over", "lines": "one\ntwo\n\nthree",
    "html": "<a href=\"x\">it's & co</a>", "uni": "Grüße, naïve Ωmega ς ΟΔΟΣ ß", "emoji": "a👩‍👩‍👧b", "hole": [],
    "void": [:],
    "user": ["name": "Ada", "mail": "a@b.c", "age": 36, "tags": ["x", "y"], "home": ["city": "London", "zip": "N1"]],
    "users": [
      ["name": "Cy", "age": 30, "team": "red", "on": true, "lead": ["name": "Zed"]],
      ["name": "al", "age": 25, "team": "Blue", "on": false, "lead": ["name": "Yan"]],
      ["name": "Bo", "age": 30, "team": "red", "on": true, "lead": ["name": "Xia"]],
      ["name": "Dee", "age": 41, "team": "blue", "on": false, "lead": ["name": "Zed"]],
    ],
    "pairs": [["a", 1], ["b", 2]], "nested": [[1, [2, 3]], [4, [5, 6]]], "price": ["b": .double(2.5), "a": 10, "C": 1],
    "mixed": [1, .double(2.5), true, .null, "it's", "say \"hi\"", ["k": ["v"]], []], "text": "line one\nline two",
    "tasks": ["Draw", "Build", "Test", "Ship"], "numbers": [4, 8, 15, 16, 23, 42], "path": "a/b c?d=é&e",
  ]

  static let all: [String] =
    text + literals + paths + operators + comparisons + choices + loops + scopes + space
    + tests + textFilters + numberFilters + listFilters + sorting + selecting + printing + methods + faults + documents

  static let text = [
    "", "plain", "a\n", "a\n\n", "\n", "{ { } }", "{{ 'a' }}\n", "{# gone #}", "a{# {{ x }} #}b", "{#- c -#} d",
    "a } b",
    "{% raw %}{{ x }}{% if %}{% endraw %}", "{%- raw -%}  {{ x }}  {%- endraw -%}  z", "{% raw %}\n a {% endraw %}",
    "{{ '{{ x }}' }}", "{{ \"%}\" }}", "{{ '}}' }}", "{% if '%}' %}y{% endif %}", "Grüße {{ name }} 👩‍👩‍👧",
    "{% raw %}{% raw %}{% endraw %}", "{#- a -#}\n b \n{#- c #} d", "a {# x #} {%- if true %}b{% endif %}",
    "{{name}}{{n}}",
    "{{ name # }}", "%}", "}}", "#}", "{%\n if yes\n%}a{% endif %}", "{{\n name\n}}", "a{##}b", "{#-#}b", "{#+ x +#} y",
    "{% raw +%}{% endraw %}", "{%+ raw %}{{ {%- endraw +%} z", "x{% raw%}y{%endraw%}z", "{% raw %}a{% endraw", "{{ 1 }",
  ]

  static let literals = [
    "{{ 1 }} {{ 1.5 }} {{ 'a' }} {{ \"b\" }} {{ true }} {{ false }} {{ none }}", "{{ True }} {{ False }} {{ None }}",
    "{{ 1_000 }} {{ 0x1f }} {{ 0b101 }} {{ 0o17 }} {{ 1e3 }} {{ 1.5e-7 }} {{ 1E+2 }} {{ 0 }} {{ 00 }}", "{{ 007 }}",
    "{{ 1.0 }} {{ 100.0 }} {{ 1e15 }} {{ 1e16 }} {{ 1e17 }} {{ 123456789012345680.0 }} {{ 0.0001 }} {{ 0.00001 }}",
    "{{ 1.1 + 2.2 }} {{ 1e22 }} {{ 5e-324 }} {{ 1.7976931348623157e308 }} {{ 0.1 }} {{ 2.50 }} {{ -0.0 }}",
    "{{ [] }} {{ [1, 'a', none] }} {{ {} }} {{ {'a': 1, 'b': [2]} }} {{ () }} {{ (1,) }} {{ (1, 2) }} {{ 1, 2 }}",
    "{{ 'it\\'s' }} {{ \"a\\tb\\nc\" }} {{ '\\\\' }} {{ '\\x41\\u00e9\\U0001F600' }} {{ '\\101' }} {{ '\\d' }}",
    "{{ 'a' 'b' \"c\" }}", "{{ ['it\\'s', 'say \"hi\"', 'both \\' and \"', 'a\\nb', '\\x00\\x7f'] }}", "{{ [1,] }}",
    "{{ {'a': 1,} }}", "{{ {'b': 1, 'a': 2} }}", "{{ [,] }}", "{{ 1 2 }}", "{{ 'a }}", "{{ 1__0 }}", "{{ 1. }}",
    "{{ .5 }}", "{{ {'a': {'b': {}}} }}", "{{ [[1, 2], (3, 4), {'x': (5,)}] }}", "{{ 'a\nb' }}", "{{ 'tab\\ttab' }}",
    "{{ 'é' ~ \"ü\" }}", "{{ {'a': 1, 'a': 2} }}", "{{ 0x }}", "{{ '\\xZZ' }}", "{{ [true, 1.0, none, 'x'] }}",
    "{{ ['é', '\u{a0}', '\u{200b}', '😀'] }}", "{{ 12345678901234567.0 }} {{ 1e-5 }} {{ 1234.5678 }}", "{{ 'a\\\nb' }}",
  ]

  static let paths = [
    "{{ user.name }} {{ user['mail'] }} {{ user.home.city }} {{ user.tags[0] }} {{ user.tags[-1] }}", "{{ xs.0 }}",
    "{{ nested.1.1.0 }}", "{{ nested[1][1][0] }}", "{{ user.nope }}", "{{ xs[9] }}", "{{ xs[-4] }}", "{{ nope }}",
    "{{ nope.deep }}", "{{ user.nope.deep }}", "{{ name[0] }}{{ name[-1] }}", "{{ name[99] }}", "{{ n.x }}",
    "{{ n[0] }}",
    "{{ nothing.x }}", "{{ xs[:2] }} {{ xs[1:] }} {{ xs[:] }} {{ xs[::2] }} {{ xs[::-1] }} {{ xs[-2:] }} {{ xs[:-1] }}",
    "{{ name[:3] }} {{ name[4:] }} {{ name[::-1] }} {{ name[1:8:2] }} {{ name[-3:] }}", "{{ xs[5:] }} {{ xs[:-9] }}",
    "{{ numbers[4:1:-1] }} {{ numbers[-1:0:-2] }} {{ numbers[10::-1] }} {{ numbers[:2:-1] }}", "{{ xs[::0] }}",
    "{{ (1, 2, 3)[1:] }} {{ 'abc'[1] }} {{ [1, 2][0] }}", "{{ xs['a'] }}", "{{ xs[1:'a'] }}", "{{ user[name] }}",
    "{% set k = 'name' %}{{ user[k] }}", "{{ uni[2] }}{{ uni[:5] }} {{ emoji[1:4] }}", "{{ user['home']['zip'] }}",
    "{{ users[0].name }} {{ users[1]['lead'].name }} {{ users[-1].lead['name'] }}", "{{ xs[true] }}",
    "{{ xs[none:2] }}",
    "{{ {'a': 1}.a }} {{ {'a': {'b': 2}}['a'].b }}", "{{ xs[n] }}", "{{ xs[zero] }}", "{{ user. name }}", "{{ xs[] }}",
    "{{ xs[1:2:1:1] }}", "{{ user.'name' }}", "{{ n[1:2] }}", "{{ 'abc'[2:0:-1] }}", "{{ xs[2:100] }} {{ xs[-100:2] }}",
  ]

  static let operators = [
    "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }}",
    "{{ 7 % -3 }} {{ 7.5 // 2 }} {{ 7.5 % 2 }} {{ -7.5 % 2 }} {{ -7.5 // 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }}",
    "{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 2 ** -2 }} {{ (-2) ** 3 }} {{ 0 ** 0 }} {{ 1.5 ** 2 }}", "{{ 1 / 0 }}",
    "{{ 1 // 0 }}",
    "{{ 1 % 0 }}", "{{ 1.0 / 0 }}", "{{ 0 ** -1 }}", "{{ 'a' + 'b' }} {{ [1] + [2] }} {{ (1,) + (2,) }}",
    "{{ 'a' + 1 }}",
    "{{ 'ab' * 3 }} {{ 3 * 'ab' }} {{ [1, 2] * 2 }} {{ (1,) * 3 }} {{ 'a' * 0 }} {{ 'a' * -1 }}", "{{ 'a' * 1.5 }}",
    "{{ 1 ~ 2 }} {{ 'a' ~ none ~ true ~ 1.5 ~ [1] }} {{ 1 ~ (2 + 3) }} {{ (1 + 2) ~ 3 }}", "{{ [1] + (2,) }}",
    "{{ 1 - 'a' }}",
    "{{ -n }} {{ +n }} {{ - -n }} {{ -half }} {{ -(1 + 2) }} {{ -true }} {{ true + true }} {{ true * 3 }}",
    "{{ -'a' }}",
    "{{ 5 - -3 }} {{ 5--3 }} {{ 1+-1 }} {{ 2*-3 }}",
    "{{ '%s is %d' % ('a', 3) }} {{ '%05.1f|%-5s|%5s' % (3.14159, 'a', 'b') }}",
    "{{ '%x %X %o %%' % (255, 255, 8) }} {{ '%+d % d %03d' % (5, 5, -5) }} {{ '%s' % none }}", "{{ '%d' % 'a' }}",
    "{{ '%s' }} {{ '%s %s' % ('a',) }}", "{{ '%s' % (1, 2) }}", "{{ '%.3s|%.2f' % ('abcdef', 2.675) }}",
    "{{ 10 // 3.0 }}",
    "{{ none + 1 }}", "{{ xs + 1 }}", "{{ user + user }}", "{{ 1 +}}", "{{ * 2 }}", "{{ 1 + }}",
    "{{ 3.0 * 2 }} {{ 3.0 - 3 }}",
    "{{ 0.1 + 0.2 }} {{ 1 - 0.9 }} {{ 1e308 * 10 }} {{ -1e308 * 10 }}", "{{ (2 ** 0.5) ** 2 }}", "{{ 6 / 3 * 2 }}",
    "{{ 2 * 3 ~ 4 }}", "{{ 100 // 7 % 5 }}", "{{ 5 // -2 }} {{ -5 // -2 }} {{ 5 % 5 }} {{ -6 % 3 }} {{ 0.0 // 1 }}",
    "{{ 1 ** 99999999999 }} {{ (-1) ** 7 }}", "{{ 1e300 ** 2 }}", "{{ n - pi }} {{ half * half }} {{ big * 3 }}",
    "{{ not true }} {{ not 0 }} {{ not not 1 }} {{ not [] }}", "{{ 1 and 2 }} {{ 0 and 2 }} {{ 1 or 2 }} {{ 0 or '' }}",
    "{{ '' or 'b' }} {{ [] or {} or 'c' }} {{ yes and no }} {{ nothing or 'd' }}",
    "{{ yes or nope }} {{ no and nope }}",
    "{{ nope or 1 }}", "{{ not nope }}", "{{ no or yes and no }} {{ (no or yes) and no }} {{ not no and yes }}",
  ]

  static let comparisons = [
    "{{ 1 < 2 }} {{ 2 <= 2 }} {{ 3 > 4 }} {{ 3 >= 4 }} {{ 1 == 1.0 }} {{ 1 != 2 }} {{ true == 1 }} {{ 'a' == 'a' }}",
    "{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 1 == 1 == 1 }} {{ 3 > 2 > 1 > 0 }} {{ 1 < 3 < 2 }}",
    "{{ 'a' < 'b' }} {{ 'B' < 'a' }}",
    "{{ [1, 2] < [1, 3] }} {{ [1] < [1, 0] }} {{ (1, 2) == (1, 2) }} {{ [1] == (1,) }}", "{{ 1 < 'a' }}",
    "{{ none < 1 }}",
    "{{ 2 in xs }} {{ 9 in xs }} {{ 9 not in xs }} {{ 'Ada' in name }} {{ 'z' in name }} {{ '' in name }}",
    "{{ 1 in 'a' }}",
    "{{ 'name' in user }} {{ 'nope' in user }} {{ 'nope' not in user }} {{ 1 in user }} {{ none in none_in }}",
    "{{ 1 in 5 }}",
    "{{ not 2 in xs }} {{ 1 in [1] == true }} {{ 2 in (1, 2) }} {{ 1.0 in xs }} {{ true in xs }}", "{{ [] in user }}",
    "{{ user == user }} {{ xs == [3, 1, 2] }} {{ {'a': 1} == {'a': 1.0} }} {{ none == none }} {{ none == 0 }} {{ '' == none }}",
    "{{ nope == 1 }}", "{{ 1 == nope }}", "{{ nope in xs }}", "{{ 'é' == 'e\u{301}' }} {{ 'ä' < 'z' }} {{ 'Z' < 'ä' }}",
    "{{ user < user }}", "{{ [1, 'a'] < [1, 2] }}", "{{ 1 < 2 and 2 < 3 }}", "{{ 1 + 1 == 2 and 'a' ~ 'b' == 'ab' }}",
    "{{ 1 = 1 }}", "{{ 1 === 1 }}", "{{ 1 <> 2 }}", "{{ true > false }} {{ 2.5 >= half }} {{ pi < 4 }}",
    "{{ 1 not 2 }}",
  ]

  static let choices = [
    "{% if yes %}a{% endif %}{% if no %}b{% endif %}", "{% if no %}a{% else %}b{% endif %}",
    "{% if no %}a{% elif n %}b{% else %}c{% endif %}",
    "{% if no %}a{% elif zero %}b{% elif '' %}c{% else %}d{% endif %}",
    "{{ 'a' if yes else 'b' }} {{ 'a' if no else 'b' }}",
    "{{ 'a' if yes }}", "{{ 'a' if no }}", "{{ ('a' if no)|default('z') }}", "{{ 'a' if no else 'b' if no else 'c' }}",
    "{{ ('a' if yes else 'b') ~ '!' }}", "{{ 1 + (2 if yes else 3) }}", "{% if nope %}a{% endif %}",
    "{% if nope is defined %}a{% else %}b{% endif %}",
    "{% if not yes %}a{% else %}{% if n == 7 %}b{% endif %}{% endif %}", "{% if xs and user.tags %}a{% endif %}",
    "{% if hole or void %}a{% else %}b{% endif %}",
    "{% if (yes) %}a{% endif %}", "{% if yes, %}a{% endif %}", "{% if %}a{% endif %}", "{% if yes %}a", "{% endif %}",
    "{% if yes %}a{% endfor %}",
    "{% if yes %}a{% else %}b{% else %}c{% endif %}", "{% if yes %}a{% else %}b{% elif n %}c{% endif %}",
    "{% elif yes %}", "{% if yes %}a{% endif x %}",
    "{% if yes %}a{% else x %}b{% endif %}", "{% if 'a' if yes else 'b' %}c{% endif %}",
    "{{ 'x' if n > 5 and name else 'y' }}",
    "{{ nope if no else 'fine' }}", "{{ 'fine' if yes else nope }}", "{{ [1 if yes else 2, 3 if no else 4] }}",
    "{{ xs[0 if yes else 1] }}",
    "{% if n is odd and n > 3 %}a{% endif %}", "{% if \n yes -%} \n a \n {%- endif %} b",
  ]
}
