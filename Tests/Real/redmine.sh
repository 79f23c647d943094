#!/bin/sh
# Starts Debian's Redmine, the real one, on loopback with SQLite in a temporary directory; makes a project, users and API
# keys; runs the suite RedmineForReal against it, or the command that it is given, once for each of two ways in which
# Redmine reads texts; stops it. Needs root, for the packages and for the place where Redmine looks for its instances. Ends
# with 3 where it cannot be had.
#
#   sh Tests/Real/redmine.sh                     runs the suite
#   sh Tests/Real/redmine.sh env | grep REDMINE  prints what a test needs
set -eu

fail() { echo "Redmine cannot be had here: $1" >&2; exit 3; }

[ "$(id -u)" = 0 ] || fail "the script must run as root."
if ! dpkg -s redmine-sqlite >/dev/null 2>&1; then
  command -v apt-get >/dev/null || fail "this is no Debian."
  echo 'redmine redmine/instances/default/dbconfig-install boolean false' | debconf-set-selections
  apt-get update -q >/dev/null || fail "apt-get update failed."
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends redmine redmine-sqlite >/dev/null ||
    fail "apt-get install redmine redmine-sqlite failed."
fi

data=$(mktemp -d)
REDMINE_INSTANCE=countersign-$$
link=/var/lib/redmine/$REDMINE_INSTANCE
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -f "$link"
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 1' INT TERM

mkdir -p "$data/config" "$data/log" "$data/tmp" "$data/files" "$data/public/plugin_assets"
printf 'production:\n  adapter: sqlite3\n  database: %s/redmine.sqlite3\n  timeout: 10000\n' "$data" >"$data/config/database.yml"
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$data/config/secret_key.txt"
# Debian's Redmine is made for Apache: its list of gems has no server.
printf 'eval_gemfile "/usr/share/redmine/Gemfile"\ngem "webrick"\n' >"$data/Gemfile"
ln -s "$data" "$link"

export REDMINE_INSTANCE RAILS_ENV=production REDMINE_LANG=en SCHEMA=/dev/null BUNDLE_GEMFILE="$data/Gemfile"
redmine() { (cd /usr/share/redmine && HOME=$data bundle exec "$@" 2>>"$data/log/script.log"); }

echo "Making Redmine's database." >&2
{ redmine rake db:migrate && redmine rake redmine:load_default_data; } >/dev/null || { tail -20 "$data/log/script.log" >&2; exit 1; }

cat >"$data/seed.rb" <<'RUBY'
Setting.rest_api_enabled = '1'
project = Project.create!(name: 'Documents', identifier: 'docs', is_public: true, enabled_module_names: ['issue_tracking'])
project.trackers = Tracker.all
keys = { 'countersign' => 'Manager', 'reporter' => 'Reporter' }.map do |login, role|
  user = User.new(firstname: login, lastname: 'Bot', mail: "#{login}@example.org", mail_notification: 'none')
  user.login = login
  user.password = user.password_confirmation = SecureRandom.hex(16)
  user.save!
  Member.create!(project: project, principal: user, roles: [Role.find_by!(name: role)])
  user.api_key
end
File.write(ENV['KEYS'], keys.join("\n") + "\n")
RUBY
KEYS="$data/keys" redmine rails runner "$data/seed.rb" || { tail -20 "$data/log/script.log" >&2; exit 1; }

port=$(ruby -rsocket -e 'puts TCPServer.new("127.0.0.1", 0).addr[1]')
(cd /usr/share/redmine && HOME=$data exec bundle exec rails server -u webrick -b 127.0.0.1 -p "$port" -P "$data/tmp/server.pid") \
  >"$data/log/server.log" 2>&1 &
server=$!
tries=0
until curl -fsS "http://127.0.0.1:$port/issues.json" >/dev/null 2>&1; do
  tries=$((tries + 1))
  kill -0 "$server" 2>/dev/null && [ "$tries" -lt 120 ] || { tail -20 "$data/log/server.log" >&2; exit 1; }
  sleep 1
done

export COUNTERSIGN_REAL=1 COUNTERSIGN_REDMINE_URL="http://127.0.0.1:$port"
COUNTERSIGN_REDMINE_KEY=$(sed -n 1p "$data/keys")
COUNTERSIGN_REDMINE_REPORTER_KEY=$(sed -n 2p "$data/keys")
export COUNTERSIGN_REDMINE_KEY COUNTERSIGN_REDMINE_REPORTER_KEY
[ $# -gt 0 ] || set -- swift test --skip-build --filter IntegrationsTests.RedmineForReal
# The second is what Redmine calls the newer of its two readers of Markdown.
for formatting in textile common_mark; do
  redmine rails runner "Setting.text_formatting = '$formatting'"
  echo "Redmine $(dpkg-query -W -f '${Version}' redmine), which reads $formatting:" >&2
  COUNTERSIGN_REDMINE_FORMATTING=$formatting "$@"
done
