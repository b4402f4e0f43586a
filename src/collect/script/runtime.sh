# A set is a list of lines "kind account region key detail"; "-" stands for nothing. Answers become
# such lines ("rows") together with the test that decides whether they belong to what was asked for.
tab=$(printf '\t')
if [ $# -ne 1 ]; then
  echo "usage: sh $0 DIRECTORY" >&2
  exit 2
fi
out=$1
if [ -e "$out" ] && [ -n "$(ls -A "$out")" ]; then
  echo "$out is not empty" >&2
  exit 2
fi
umask 077
export AWS_PAGER=
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region)}}
if [ -z "$region" ]; then
  echo "no Region: set AWS_REGION" >&2
  exit 2
fi
account=$(aws sts get-caller-identity --region "$region" --query Account --output text) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
: > "$work/members"
: > "$work/rows"
: > "$work/calls"
: > "$work/asked"
: > "$work/places"
failures=0

# Percent-encodes all but letters, digits, "-" and "_".
encode() {
  printf %s "$1" | od -An -v -tx1 | LC_ALL=C awk '
    { for (i = 1; i <= NF; i++) {
        n = 16 * (index("0123456789abcdef", substr($i, 1, 1)) - 1) + index("0123456789abcdef", substr($i, 2, 1)) - 1
        c = sprintf("%c", n)
        if (c ~ /[A-Za-z0-9_-]/) printf "%s", c; else printf "%%%s", toupper($i)
      } }'
}

quoted() {
  printf '"%s"' "$(printf %s "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

# note ACCOUNT PLACE SERVICE OPERATION "KEY…" STATUS [ACTION]
note() {
  keys=
  for part in $5; do keys="$keys${keys:+, }$(quoted "$part")"; done
  printf '    {"account": "%s", "region": "%s", "service": "%s", "operation": "%s",%s "status": "%s"%s}\n' \
    "$1" "$2" "$3" "$4" "${keys:+ \"key\": [$keys],}" "$6" "${7:+, \"action\": \"$7\"}" >> "$work/calls"
}

# ask ACCOUNT PLACE SERVICE OPERATION ACTION "KEY…" [OPTION…]: makes a call once; true for a new answer.
ask() {
  who=$1 place=$2 service=$3 operation=$4 action=$5 key=$6
  shift 6
  if grep -Fqx "$who $place $service $operation $key" "$work/asked"; then return 1; fi
  echo "$who $place $service $operation $key" >> "$work/asked"
  if [ "$who" != "$account" ]; then
    failures=$((failures + 1))
    note "$who" "$place" "$service" "$operation" "$key" failed
    return 1
  fi
  name=$service.$operation
  for part in $key; do name=$name.$(encode "$part"); done
  mkdir -p "$out/$who/$place"
  file=$out/$who/$place/$name.json
  at=$place
  if [ "$at" = global ]; then at=$region; fi
  echo "$service $operation $key" >&2
  if aws "$service" "$operation" --region "$at" --output json "$@" > "$file" 2> "$work/error"; then
    if [ ! -s "$file" ]; then echo '{}' > "$file"; fi
    note "$who" "$place" "$service" "$operation" "$key" ok
    return 0
  fi
  rm -f "$file"
  sed 's/^/  /' "$work/error" >&2
  failures=$((failures + 1))
  if grep -Eq 'AccessDenied|AuthorizationError|Forbidden|NotAuthorized|Unauthorized' "$work/error"; then
    note "$who" "$place" "$service" "$operation" "$key" denied "$action"
  elif grep -Eq 'Throttl|RequestLimitExceeded|TooManyRequests|SlowDown' "$work/error"; then
    note "$who" "$place" "$service" "$operation" "$key" throttled
  else
    note "$who" "$place" "$service" "$operation" "$key" failed
  fi
  return 1
}

# lead KIND ONLY "COLUMN…" GLOBAL LAST OWN QUERY SERVICE OPERATION [OPTION…]: rows of the last answer.
lead() {
  kind=$1 only=$2 columns=$3 global=$4 last=$5 own=$6 query=$7 service=$8 operation=$9
  shift 9
  if [ "$query" = URLS ]; then
    LC_ALL=C awk '{ while (match($0, /:\/\/[A-Za-z0-9._*-]+/)) {
      print substr($0, RSTART + 3, RLENGTH - 3); $0 = substr($0, RSTART + RLENGTH) } }' "$file"
  else
    aws "$service" "$operation" --region "$at" "$@" --query "$query" --output text
  fi | LC_ALL=C awk -F '\t' -v OFS='\t' -v kind="$kind" -v only="$only" -v columns="$columns" \
    -v global="$global" -v last="$last" -v own="$own" -v account="$who" -v region="$place" '
    { n = split(columns, names, " "); key = own; detail = "-"; tests = ""; skip = 0
      a = account; r = region
      for (i = 1; i <= n; i++) {
        v = $i; none = v == "" || v == "None"
        if (names[i] == "key") {
          if (none) { skip = 1; continue }
          if (last) sub(/.*\//, "", v)
          if (kind == "Name") { v = tolower(v); sub(/\.+$/, "", v); gsub(/\\+052/, "*", v) }
          key = key (key == "" ? "" : " ") v
        } else if (none) continue
        else if (names[i] == "test") tests = tests (tests == "" ? "" : " ") v
        else if (names[i] == "detail") detail = v
        else if (names[i] == "account") a = v
        else if (names[i] == "region") r = v
        else if (names[i] == "owner") { split(v, arn, ":"); if (arn[4] != "") r = arn[4]; if (arn[5] != "") a = arn[5] }
      }
      if (global) r = "global"
      if (!skip) print kind, a, r, key, detail, only, tests == "" ? "-" : tests
    }' >> "$work/rows"
}

# Prints the members that the rows lead to and that are not members yet.
admitted() {
  LC_ALL=C awk -F '\t' -v OFS='\t' -v everything="$everything" -v gateways="$gateways" \
    -v targets="$targets" -v named="$named" '
    function ident(kind, key,  parts, n) { n = split(key, parts, " "); return parts[n] }
    function selected(wanted, tests,  w, t, i, j, n, m) {
      n = split(wanted, w, " "); m = split(tests, t, " ")
      for (i = 1; i <= n; i++) { sub(/.*\//, "", w[i]); for (j = 1; j <= m; j++) if (w[i] == t[j]) return 1 }
      return n == 0
    }
    function zone_of_name(zone,  i, name, start) {
      zone = tolower(zone); sub(/\.+$/, "", zone)
      for (i = 1; i <= names; i++) {
        name = names_[i]; start = length(name) - length(zone)
        if (name == zone || (start > 0 && substr(name, start) == "." zone)) return 1
      }
      return 0
    }
    function label_of_name(id,  i, label) {
      for (i = 1; i <= names; i++) {
        label = names_[i]; sub(/\..*/, "", label)
        if (label == id || index(label, id "-") == 1) return 1
      }
      return 0
    }
    FILENAME == ARGV[1] {
      is[$0] = 1; known[$1, ident($1, $4)] = 1
      if ($1 == "Name") names_[++names] = $4
      next
    }
    { n = split($7, t, " "); ok = 0
      if ($6 == "Always") ok = 1
      else if ($6 == "SelectedGateways") ok = selected(gateways, $7)
      else if ($6 == "SelectedTargets") ok = selected(targets, $7)
      else if (everything) ok = 1
      else if ($6 ~ /^In:/) { for (i = 1; i <= n; i++) { x = t[i]; if (substr($6, 4) ~ /^(ResourceGateway)$/) sub(/.*\//, "", x); if (known[substr($6, 4), x]) ok = 1 } }
      else if ($6 == "ZoneOfName") ok = named == "vpcs" || zone_of_name($7)
      else if ($6 == "LabelOfName") ok = label_of_name($7)
      member = $1 OFS $2 OFS $3 OFS $4 OFS $5
      if (ok && !is[member]) { is[member] = 1; print member
        if ($1 == "GatewayVpc") { member = "Vpc" OFS $2 OFS $3 OFS $4 OFS $5; if (!is[member]) { is[member] = 1; print member } } }
    }' "$work/members" "$work/rows"
}

# Makes the calls about what was found, until nothing new is found.
follow() {
  while admitted > "$work/new" && [ -s "$work/new" ]; do
    cat "$work/new" >> "$work/members"
    # Calls change the variables that say what was asked last, so these have names of their own.
    while IFS=$tab read -r member_kind member_who member_place member_key member_detail <&3; do
      if [ "$member_kind" != Name ]; then enter "$member_who" "$member_place"; fi
      if [ "$member_detail" = - ]; then member_detail=; fi
      # shellcheck disable=SC2086  # a key is words
      about $member_key
    done 3< "$work/new"
  done
}

# enter ACCOUNT PLACE: asks for the lists of a place, the first time that something leads there.
enter() {
  if [ "$1" != "$account" ]; then return; fi
  for spot in "$2" global; do
    if grep -Fqx "$1 $spot" "$work/places"; then continue; fi
    echo "$1 $spot" >> "$work/places"
    if [ "$spot" = global ]; then lists_of_account "$1" "$spot"; else lists_of_region "$1" "$spot"; fi
    if [ "$spot" = "$region" ]; then lists_of_home "$1" "$spot"; fi
    if [ "$spot" = global ]; then lists_of_home_account "$1" "$spot"; fi
  done
}

finish() {
  { printf '{\n  "schema_version": "1.0",\n  "captured_at": "%s",\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf '  "tool": {"name": "gatepath", "version": "%s"},\n  "calls": [\n' "$version"
    sed '$!s/$/,/' "$work/calls"
    printf '  ]\n}\n'
  } > "$out/manifest.json"
  echo "$(wc -l < "$work/calls" | tr -d ' ') calls, $failures without an answer: $out" >&2
  if [ "$failures" -gt 0 ]; then exit 3; fi
  exit 0
}
