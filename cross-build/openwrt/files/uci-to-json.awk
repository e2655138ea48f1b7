# The second half of uci-to-json: records "section TYPE NAME", "option NAME VALUE", "list NAME VALUE", tab between them,
# to JSON. An option's name is the JSON key in snake case. What it does not know it hands on: the agent names it.

BEGIN {
	words(number, "mtu port natt_port tcp_port fleet route_table rekey_bytes rekey_packets")
	words(flag, "eap_only ppk_required use_dns encrypted_dns metered rekey_test mobike fragmentation resumption full_transcript redirect single_pairs forbid_nat kill_switch")
	words(file, "secret_file password_file ppk_file certificate private_key")
	# UCI's custom is one name for each entry of a list.
	words(plural, "remote_subnet local_subnet eap_method uplink")
	words(on, "1 on true yes enabled")
	words(off, "0 off false no disabled")
}

{
	first = index($0, "\t")
	rest = substr($0, first + 1)
	second = index(rest, "\t")
	kind = substr($0, 1, first - 1)
	name = substr(rest, 1, second - 1)
	value = substr(rest, second + 1)
}

kind == "section" { close_section(); open_section(name, value) }
kind == "unreadable" { complain("this is not UCI", "`uci show holdfast` says in which line") }
kind == "lines" { wrong(name, "has more than one line") }
# UCI means "not set" by it.
value == "" { next }
kind == "option" && name == "enabled" && type != "agent" { is_enabled = truth(name, value) == "true" }
kind == "option" && name == "enabled" && type != "agent" { next }
kind == "option" && name == "connection" && type == "child" { parent = value }
kind == "option" && name == "connection" && type == "child" { next }
kind == "option" { add(key(name), json(name, value)) }
kind == "list" { add_entry(key(name), string(name, path(name, value))) }

END {
	close_section()
	for (child in orphan)
		if (!(orphan[child] in index_of) && !(orphan[child] in disabled))
			complain("child '" child "'", "connection '" orphan[child] "' is not there")
	if (errors) exit 2
	if (!connections) exit 3
	print "{" top
	print "  \"connections\": ["
	for (i = 1; i <= connections; i++)
		print "    {" body[i] children(i) "\n    }" (i < connections ? "," : "")
	print "  ]\n}"
}

function words(set, text,   list, i, count) {
	count = split(text, list, " ")
	for (i = 1; i <= count; i++) set[list[i]] = 1
}

function open_section(a_type, a_name) {
	type = a_type
	section = a_name
	fields = ""
	parent = ""
	is_enabled = 1
	if (type != "agent" && type != "connection" && type != "child")
		complain("section '" section "'", "there is no type '" type "'; it takes agent, connection or child")
	# Its name is the section's, where no option says another.
	own_name = "\"name\": " string("name", section)
}

function close_section() {
	close_list()
	if (type == "agent") top = top fields
	if (type == "connection" && !is_enabled) disabled[section] = 1
	if (type == "connection" && is_enabled) {
		index_of[section] = ++connections
		of[connections] = section
		body[connections] = indent(named(), "      ")
	}
	if (type == "child" && is_enabled) {
		if (parent == "") complain("child '" section "'", "option connection is missing; it takes the name of a connection section")
		else orphan[section] = parent
		within[parent] = within[parent] (within[parent] == "" ? "" : ",") "\n        {" indent(named(), "          ") "\n        }"
	}
	type = ""
}

# The last comma is one too many.
function named(   text) {
	text = fields
	if (fields !~ /\n  "name": /) text = "\n  " own_name "," text
	return substr(text, 1, length(text) - 1)
}

function indent(text, by) {
	gsub(/\n  /, "\n" by, text)
	return text
}

function children(i,   list) {
	list = within[of[i]]
	return list == "" ? "" : ",\n      \"children\": [" list "\n      ]"
}

function add(a_key, text) {
	close_list()
	fields = fields "\n  \"" a_key "\": " text ","
}

function add_entry(a_key, text) {
	if (a_key == open_list) {
		entries = entries ", " text
		return
	}
	close_list()
	open_list = a_key
	entries = text
}

function close_list() {
	if (open_list != "") fields = fields "\n  \"" open_list "\": [" entries "],"
	open_list = ""
}

# remote_subnets: remoteSubnets
function key(snake,   list, i, count, camel) {
	if (snake in plural) snake = snake "s"
	count = split(snake, list, "_")
	camel = list[1]
	for (i = 2; i <= count; i++) camel = camel toupper(substr(list[i], 1, 1)) substr(list[i], 2)
	return camel
}

function json(a_name, a_value) {
	if (a_name in flag) return truth(a_name, a_value)
	if (a_name in number) {
		if (a_value ~ /^[0-9]+$/) return a_value
		wrong(a_name, "'" a_value "' is no whole number")
	}
	return string(a_name, path(a_name, a_value))
}

function truth(a_name, a_value) {
	if (a_value in on) return "true"
	if (a_value in off) return "false"
	wrong(a_name, "'" a_value "' is neither 1 nor 0")
	return "false"
}

# The agent seeks files from its configuration's folder, and that is another one here.
function path(a_name, a_value) {
	if (a_value ~ /^\// || a_value ~ /^(credential|env):/) return a_value
	if (a_name in file || (a_name == "trust" && a_value ~ /\//)) return "/etc/holdfast/" a_value
	return a_value
}

function string(a_name, a_value,   text, i, c) {
	if (a_value ~ /[[:cntrl:]]/) wrong(a_name, "holds a control character")
	for (i = 1; i <= length(a_value); i++) {
		c = substr(a_value, i, 1)
		text = text (c == "\"" || c == "\\" ? "\\" : "") c
	}
	return "\"" text "\""
}

function wrong(a_name, problem) {
	complain(type " '" section "'", "option " a_name ": " problem)
}

function complain(where, problem) {
	print "/etc/config/holdfast: " where ": " problem > "/dev/stderr"
	errors++
}
