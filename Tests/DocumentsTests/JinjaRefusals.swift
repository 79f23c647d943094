extension JinjaCases {
  /// What Jinja2 renders and the template language refuses, and why. Nothing else may differ.
  static let refusedOnPurpose: [(why: String, templates: [String])] = [
    (
      "a statement that reaches beyond the template or hides where text comes from",
      [
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1) }}", "{% block b %}x{% endblock %}",
        "{% autoescape false %}x{% endautoescape %}",
        "{% print 1 %}", "{% for x in nested recursive %}{{ x[0] }}{% endfor %}", "{% block b scoped %}{% endblock %}",
      ]
    ),
    (
      "a filter that is unsafe, random, or HTML's affair",
      [
        "{{ html|safe }}", "{{ html|forceescape }}", "{{ html|striptags }}", "{{ 'http://x'|urlize }}",
        "{{ {'a': 1}|xmlattr }}",
        "{{ [1]|random }}", "{{ user|pprint }}", "{{ name|attr('upper') is defined }}", "{{ words|wordwrap(9) }}",
        "{% if no %}{{ html|safe }}{% endif %}x",
      ]
    ),
    (
      "a test of Python's own",
      [
        "{{ name is callable }}", "{{ name is escaped }}", "{{ 'upper' is filter }}", "{{ 'odd' is test }}",
        "{{ 1 is sameas 1 }}",
      ]
    ),
    (
      "functions and methods of Python's own",
      [
        "{{ dict(a=1) }}", "{{ cycler('a', 'b').next() }}", "{% set j = joiner() %}{{ j() }}",
        "{{ lipsum(1)|length > 5 }}",
        "{{ name.encode()|length }}", "{{ name.title() }}", "{{ '{}'.format(1) }}", "{{ xs.index(1) }}",
        "{{ xs.copy() }}",
        "{{ 'a'.join(*[xs|map('string')]) }}", "{{ name.__class__.__name__ }}", "{{ user.items|string|length > 5 }}",
      ]
    ),
    (
      "a stream printed, asked or kept, which in Jinja2 shows an address, is always true, or is empty the second time",
      [
        "{{ xs|map('string') }}", "{{ xs|reverse }}", "{% if xs|select('gt', 9) %}x{% endif %}", "{{ user.items() }}",
        "{{ range(3) }}",
        "{% set s = xs|map('string') %}{{ s|join }}", "{{ range(3)[0] }}", "{{ letters|map }}",
        "{{ users|selectattr }}",
        "{{ xs|map('string') == xs }}",
      ]
    ),
    (
      "escaped text that is changed afterwards, where Jinja2 escapes what it meets",
      [
        "{{ html|e ~ '<' }}", "{{ html|e|upper }}", "{{ (html|e)[0] }}", "{{ [html|e] }}", "{{ 'a' + (html|e) }}",
        "{{ html|e|trim }}",
      ]
    ),
    (
      "numbers beyond 64 bits",
      [
        "{{ 2 ** 64 }}", "{{ 9223372036854775807 + 1 }}", "{{ 99999999999999999999 }}", "{{ 1e100|int }}",
        "{{ big ** 9 }}",
      ]
    ),
    (
      "numbers that a template has no use for",
      ["{{ (-8) ** 0.5 }}", "{{ 1234.5|round(-2) }}", "{{ '%e' % 1.5 }}", "{{ '%(a)s' % {'a': 1} }}"]
    ),
    ("an undefined value within a list", ["{{ [nope] }}", "{{ users|map(attribute='nope')|list }}"]),
    ("an object whose keys are no text", ["{{ {1: 2} }}", "{{ {none: 1} }}"]),
    ("a tag that is open at the end of the template", ["{#", "{% raw %}"]),
    ("a second 'if' behind an 'if' without 'else'", ["{{ 1 if yes if yes }}"]),
    ("what an 'if' without an 'else' gives, in a filter other than 'default'", ["{{ ('a' if no)|upper }}"]),
    ("arguments unpacked", ["{{ xs|join(*['-']) }}", "{{ xs|join(**{'d': '-'}) }}"]),
    ("a size of zero or less", ["{{ xs|batch(0)|list|length }}", "{{ xs|slice(-1)|list }}"]),
    (
      "an operator's word where a value should stand, though the branch is never taken",
      ["{% if no %}{{ 1 ~ not (yes) }}{% endif %}x"]
    ),
    ("the name of a character", ["{{ '\\N{BULLET}' }}"]),
  ]
}
