package config

import (
	"regexp"
	"slices"
	"strings"

	"newsbell/spell"
)

// prefix begins every variable that is ours.
const prefix = "NEWSBELL_"

// environment takes the values of the variables, which override the file. A
// variable that names a section but no key of it is a fault; others that start
// with NEWSBELL_ belong to somebody else.
func (l *loader) environment(env []string) {
	vars := map[string]string{}
	for _, entry := range env {
		name, v, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, prefix) && v != "" {
			vars[name] = v
		}
	}
	for _, s := range l.settings {
		l.variable(s, vars)
	}
	names := make([]string, 0, len(vars))
	for name := range vars {
		names = append(names, name)
	}
	slices.Sort(names)
	// Kubernetes sets such names by itself for a service called newsbell-http.
	foreign := regexp.MustCompile(`_SERVICE_(HOST|PORT)|_PORT(_|$)`)
	for _, name := range names {
		if !foreign.MatchString(name) {
			l.unknownVariable(name)
		}
	}
}

// variable takes one key's variable, or the file that its _FILE names, and
// strikes both from vars.
func (l *loader) variable(s setting, vars map[string]string) {
	name := variableName(s)
	v, given := vars[name]
	delete(vars, name)
	file := ""
	if s.secret {
		file = vars[name+"_FILE"]
		delete(vars, name+"_FILE")
	}
	switch {
	case given && file != "":
		l.fault(place{name: name}, "is set as well as %s_FILE; keep one", name)
	case given:
		l.take(s, value{raw: v, text: true}, place{name: name})
	case file != "":
		data, err := l.readFile(file)
		if err != nil {
			l.fault(place{name: name + "_FILE"}, "%s: %s", file, reason(err))
			return
		}
		secret := strings.TrimRight(string(data), "\r\n")
		if secret == "" {
			l.fault(place{name: name + "_FILE"}, "%s: is empty", file)
			return
		}
		l.take(s, value{raw: secret, text: true}, place{name: name + "_FILE"})
	}
}

// unknownVariable notes a variable that names a section but none of its keys.
func (l *loader) unknownVariable(name string) {
	section, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(name, prefix)), "_")
	at := place{name: name}
	if section == "feed" {
		l.fault(at, "unknown variable; feeds are listed in the file, as [[feed]]")
		return
	}
	if l.keysOf(section) == nil {
		return
	}
	stem := prefix + strings.ToUpper(section) + "_"
	var known []string
	for _, s := range l.settings {
		if variableName(s)+"_FILE" == name {
			l.fault(at, "unknown variable; %s is no secret and is given directly", variableName(s))
			return
		}
		if s.section != section {
			continue
		}
		known = append(known, strings.TrimPrefix(variableName(s), stem))
		if s.secret {
			known = append(known, strings.TrimPrefix(variableName(s), stem)+"_FILE")
		}
	}
	if near, ok := spell.Nearest(strings.TrimPrefix(name, stem), known); ok {
		l.fault(at, "unknown variable; did you mean %s%s?", stem, near)
		return
	}
	l.fault(at, "unknown variable")
}

// variableName is the variable of a key.
func variableName(s setting) string {
	return prefix + strings.ToUpper(s.section+"_"+s.key)
}
