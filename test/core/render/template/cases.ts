import type { Case } from './engine.ts';

/** Pieces of templates, one a line; each is a case of its own. */
const lines = String.raw`
plain text
a{{ "b" }}c
a  {{- "b" -}}  c
a  {{-"b"}}
{{- "x" -}}
{{ 3 -}} a {{- 4 }}
{{-3}}
{{- -3 }}
{{/* comment */}}x
a {{- /* comment */ -}} b
{{ /* spaced */}}
{{/* unclosed }}
{{/* text */ x}}
{{ "{{" }} {{ "}}" }}
{{ "a\tb\n\"c\" \\ \x41 \101 \u00e9 \U0001d11e \a" }}
{{ "\q" }}
{{ "\ud800" }}
{{ "\x4" }}
{{ "\400" }}
{{ "\xff" | printf "%q" }}
{{ "\xe2\x98\x83" }}
{{ "unclosed }}
{{ ${'`'}raw "x" \n${'`'} }}
{{ ${'`'}unclosed }}
{{ 'a' }} {{ '\n' }} {{ '\'' }} {{ '☃' }} {{ '\x41' }} {{ '\u00e9' }}
{{ 'ab' }}
{{ '' }}
{{ '"' }} {{ '\"' }}
{{ 'a
{{ 0 }} {{ 1 }} {{ -1 }} {{ +1 }} {{ 1_000 }} {{ 0x1F }} {{ 0X_ff }} {{ 0b101 }} {{ 0B1_1 }} {{ 0o17 }} {{ 017 }} {{ 0_7 }} {{ -0 }} {{ 00 }}
{{ 1.5 }} {{ .5 }} {{ 5. }} {{ 1e3 }} {{ 1E-3 }} {{ 1e6 }} {{ 1e21 }} {{ 123456789.0 }} {{ 0.1 }} {{ 1_0.2_5 }} {{ -1.5e+2 }}
{{ 0x1p-2 }} {{ 0x1.8p1 }} {{ 0x.8p0 }} {{ 0x1P4 }} {{ -0x1p3 }} {{ 0x1_0p0 }} {{ 0x1.fffffffffffff8p0 }} {{ 0x1p-1074 }} {{ 0x1p-1075 }} {{ 0x1.8p-1074 }} {{ 0x1p1023 }}
{{ 0x1e }} {{ 0xe }} {{ 0xEp1 }}
{{ 08 }}
{{ 09.5 }}
{{ 1__0 }}
{{ 1_ }}
{{ _1 }}
{{ 0x }}
{{ 0x1.8 }}
{{ 0b2 }}
{{ 0o8 }}
{{ 1e }}
{{ 1e400 }}
{{ 0x1p1024 }}
{{ 9223372036854775807 }} {{ -9223372036854775808 }}
{{ 9223372036854775808 }}
{{ 18446744073709551616 }}
{{ 1+2 }}
{{ 1x }}
{{ 1.2.3 }}
{{ . }}
{{.}}
{{ .5 }} {{ . | len }}
{{ true }} {{ false }}
{{ nil }}
{{ nil | print }}
{{ print nil }}
{{ .Values.name }} {{ .Values.port }} {{ .Values.big }} {{ .Values.small }} {{ .Values.negative }} {{ .Values.seven }} {{ .Values.yes }}
{{ .Values.list }} {{ .Values.map }} {{ .Values.mixed }} {{ .Values.emptyList }} {{ .Values.emptyMap }} {{ .Values.nested }}
{{ .Values.nothing }} {{ .Values.absent }} {{ .Absent }}
{{ .Absent.x }}
{{ .Values.absent.x }}
{{ .Values.nothing.x }}
{{ .Values.nested.deep.deeper.none.x }}
{{ .Values.nested.deep.absent.x }}
{{ .Values.nested.absent.x.y }}
{{ (.Values.absent).x }}
{{ (.Values.absent).x.y }}
{{ (.Values.absent.x).y }}
{{ (.Values.nothing).x }}
{{ $x := .Values.absent }}{{ $x.y }}
{{ $x := .Values.nothing }}{{ $x.y.z }}
{{ with .Values.absent }}{{ .x }}{{ end }}
{{ range .Values.mixed }}{{ .x }}{{ end }}
{{ range $i, $x := .Values.mixed }}{{ $i }}{{ if eq $i 2 }}{{ $x.y }}{{ end }}{{ end }}
{{ .Values.name.x }}
{{ $x := .Values.name }}{{ $x.y }}
{{ (.Values.name).x }}
{{ (print "x").y }}
{{ .Values.port.x }} 
{{ .Values.list.x }}
{{ (index .Values.list 0).x }}
{{ ("x").y }}
{{ "x".y }}
{{ 1.y }}
{{ true.x }}
{{ nil.x }}
{{ .Values . }}
{{ .Values.name "x" }}
{{ "x" | .Values.name }}
{{ $.Values.name }} {{ $ | len }} {{ ($).Values.port }}
{{ $x }}
{{ $x := 1 }}{{ $x }}{{ $x = 2 }}{{ $x }}
{{ $x = 2 }}
{{ $x := }}
{{ $x, $y := 1 }}
{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}
{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x }}{{ end }}{{ $x }}
{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}
{{ $x := "a" }}{{ with $x }}{{ . }}{{ $.Values.name }}{{ end }}
{{ $x := $y := 1 }}
{{ $a.b := 1 }}
{{ $x | print }}
{{ $x:=1 }}{{ $x }}
{{ $x:= 1 }}{{$x}}
{{ $ := 5 }}{{ $ }}
{{ print ($x := 1) $x }}
{{ if .Values.yes }}yes{{ else }}no{{ end }}
{{ if .Values.no }}yes{{ else }}no{{ end }}
{{ if .Values.absent }}a{{ else if .Values.zero }}b{{ else if .Values.seven }}c{{ else }}d{{ end }}
{{ if .Values.absent }}a{{ else if .Values.zero }}b{{ end }}|
{{ if }}x{{ end }}
{{ if true }}x
{{ if true }}x{{ else }}y{{ else }}z{{ end }}
{{ if true }}x{{ end }}{{ end }}
{{ else }}
{{ end }}
{{ if true }}{{ else with }}{{ end }}
{{ if $x := .Values.name }}{{ $x }}{{ end }}
{{ if $x := .Values.absent }}{{ else }}[{{ $x }}]{{ end }}
{{ if "" }}a{{ end }}{{ if "x" }}b{{ end }}{{ if 0 }}c{{ end }}{{ if 0.0 }}d{{ end }}{{ if 0.1 }}e{{ end }}{{ if .Values.emptyList }}f{{ end }}{{ if .Values.emptyMap }}g{{ end }}{{ if .Values.list }}h{{ end }}{{ if .Values.map }}i{{ end }}
{{ with .Values.name }}{{ . }}{{ else }}none{{ end }}
{{ with .Values.empty }}{{ . }}{{ else }}none{{ end }}
{{ with .Values.empty }}a{{ else with .Values.name }}{{ . }}{{ else }}c{{ end }}
{{ with .Values.empty }}a{{ else with .Values.zero }}{{ . }}{{ else }}{{ .Release.Name }}{{ end }}
{{ with $x := .Values.name }}{{ $x }}{{ . }}{{ end }}
{{ with .Values.nested.deep }}{{ .deeper.leaf }}{{ $.Release.Name }}{{ end }}
{{ range .Values.list }}{{ . }},{{ end }}
{{ range .Values.emptyList }}x{{ else }}none{{ end }}
{{ range .Values.absent }}x{{ else }}none{{ end }}
{{ range .Values.nothing }}x{{ else }}none{{ end }}
{{ range nil }}x{{ end }}
{{ range $x := .Values.list }}{{ $x }}{{ . }}{{ end }}
{{ range $i, $x := .Values.list }}{{ $i }}={{ $x }} {{ end }}
{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }} {{ end }}
{{ range .Values.map }}{{ . }}{{ end }}
{{ range $k, $v := . }}{{ $k }} {{ end }}
{{ range 3 }}{{ . }}{{ end }}
{{ range $i := 3 }}{{ $i }}{{ end }}
{{ range $i, $j := 3 }}{{ $i }}{{ end }}
{{ range 0 }}x{{ else }}none{{ end }}
{{ range -1 }}x{{ else }}none{{ end }}
{{ range .Values.seven }}{{ . }}{{ end }}
{{ range .Values.port }}{{ . }}{{ end }}
{{ range .Values.name }}{{ . }}{{ end }}
{{ range true }}{{ . }}{{ end }}
{{ range $i, $x = .Values.list }}{{ end }}
{{ $i := 0 }}{{ $x := "" }}{{ range $i, $x = .Values.list }}{{ end }}{{ $i }}{{ $x }}
{{ $x := "" }}{{ range $x = .Values.list }}{{ end }}{{ $x }}
{{ range $i, .Values.list }}{{ end }}
{{ range $i, $x, $y := .Values.list }}{{ end }}
{{ range $i, }}{{ end }}
{{ range $i, $x }}{{ end }}
{{ range .Values.list }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}
{{ range .Values.list }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ end }}
{{ range .Values.list }}{{ range $.Values.list }}{{ break }}{{ end }}{{ . }}{{ else }}{{ end }}
{{ range .Values.list }}{{ with . }}{{ $y := . }}{{ if eq $y "a" }}{{ continue }}{{ end }}{{ end }}{{ . }}{{ end }}
{{ range .Values.list }}{{ range list }}{{ else }}{{ break }}x{{ end }}{{ . }}{{ end }}
{{ range .Values.list }}{{ range list }}{{ else }}{{ continue }}x{{ end }}{{ . }}{{ end }}
{{ break }}
{{ continue }}
{{ range .Values.list }}{{ else }}{{ break }}{{ end }}
{{ range .Values.list }}{{ define "x" }}{{ break }}{{ end }}{{ end }}
{{ range .Values.list }}{{ block "x" . }}{{ break }}{{ end }}{{ end }}
{{ range .Values.list }}{{ break 1 }}{{ end }}
{{ range .Values.people }}{{ .name }} {{ .age }};{{ end }}
{{ range $i, $p := .Values.people }}{{ if $i }}, {{ end }}{{ $p.name }}{{ end }}
{{ template "label" . }}
{{ template "label" }}
{{ template "empty" . }}|
{{ template "count" .Values.list }}
{{ template "absent" . }}
{{ template "fails" . }}
{{ template "calls" . }}
{{ template "callsFailing" . }}
{{ template label . }}
{{ template }}
{{ template "label" . . }}
{{ template "label" nil }}
{{ template "label" $x := . }}{{ $x.Release.Name }}
{{ template ${'`'}label${'`'} $ }}
{{ define "a" }}A{{ . }}{{ end }}{{ template "a" 1 }}{{ template "a" "x" }}
{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}{{ template "a" }}
{{ define "a" }}{{ end }}{{ define "a" }}2{{ end }}{{ template "a" }}
{{ define "a" }}1{{ end }}{{ define "a" }} {{ end }}{{ template "a" }}
{{ define "label" }}mine{{ end }}{{ template "label" . }}
{{ define "label" }}  {{ end }}{{ template "label" . }}
{{ define "label" }}{{/* x */}}{{ end }}{{ template "label" . }}
{{ define "a" }}{{ $x }}{{ end }}
{{ $x := 1 }}{{ define "a" }}{{ $x }}{{ end }}
{{ define "a" }}{{ $ }}{{ end }}{{ template "a" 5 }}
{{ if true }}{{ define "a" }}x{{ end }}{{ end }}
{{ define a }}{{ end }}
{{ define "a" . }}{{ end }}
{{ define "a" }}
{{ define "a" }}{{ else }}{{ end }}
{{ define "case" }}other{{ end }}
text {{ define "case" }}other{{ end }}
{{ define "\q" }}{{ end }}
{{ block "b" .Values }}{{ .name }}{{ end }}{{ template "b" .Values }}
{{ block "b" }}x{{ end }}
{{ block "label" . }}block{{ end }}
{{ block "b" . }}x
{{ include "label" . }} {{ include "label" . | upper }}
{{ include "absent" . }}
{{ include "fails" . }}
{{ include "callsFailing" . }}
{{ include .Values.name . }}
{{ include "label" }}
{{ include }}
{{ include 1 . }}
{{ include nil . }}
{{ tpl .Values.template . }}
{{ tpl "{{ .Values.absent }}|" . }}
{{ tpl "{{ define \"x\" }}X{{ end }}{{ include \"x\" . }}" . }}{{ include "x" . }}
{{ tpl "" . }}{{ tpl " " . }}{{ tpl "{{ $ }}" 5 }}
{{ tpl .Values.broken . }}
{{ tpl .Values.failing . }}
{{ tpl .Values.port . }}
{{ tpl "{{ tpl .Values.template . }}" . }}
{{ tpl "{{ nofunc }}" . }}
{{ .Values.name | upper }} {{ .Values.name | upper | printf "%s-%d" "x" 5 }}
{{ .Values.port | upper }}
{{ .Values.nothing | upper }}
{{ upper .Values.nothing }}
{{ upper .Values.absent }}
{{ upper nil }}
{{ upper 5 }}
{{ upper "x" "y" }}
{{ upper }}
{{ "x" | upper "y" }}
{{ repeat 3 "x" }} {{ repeat 2.0 "x" }} {{ repeat 'a' "" }} {{ "y" | repeat 2 }}
{{ repeat 2.5 "x" }}
{{ repeat "2" "x" }}
{{ repeat .Values.port "x" }}
{{ repeat .Values.seven "x" }}
{{ half 5 }} {{ half 5.0 }} {{ half .Values.port }} {{ half 'a' }} {{ half 0x1p4 }}
{{ half "x" }}
{{ half .Values.seven }}
{{ choose 1 2 true }} {{ choose nil 2 true }} {{ true | choose "a" "b" }}
{{ choose 1 2 0 }}
{{ choose 1 2 "true" }}
{{ choose 1 2 .Values.port }}
{{ size .Values.map }} {{ size nil }} {{ size .Values.emptyMap }} {{ nil | size }}
{{ size .Values.absent }}
{{ size (index .Values "absent") }}
{{ size .Values.list }}
{{ size 5 }}
{{ list }} {{ list 1 "a" nil true 1.5 }} {{ list .Values.nothing .Values.absent }}
{{ default "x" .Values.absent }} {{ default "x" .Values.name }} {{ .Values.empty | default "d" }} {{ default "x" nil }} {{ default 0 .Values.port }}
{{ fail "message" }}
{{ fail .Values.name }}
{{ nofunc }}
{{ nofunc .x }}
{{ print (nofunc 1) }}
{{ if nofunc }}{{ end }}
{{ eq 1 1 }} {{ eq 1 2 }} {{ eq 1 2 1 }} {{ eq "a" "a" }} {{ eq 1.5 1.5 }} {{ eq true true }} {{ eq nil nil }} {{ eq .Values.nothing nil }} {{ eq .Values.absent nil }} {{ eq "a" nil }}
{{ eq 1 1.0 }}
{{ eq .Values.port 80 }}
{{ eq .Values.port 80.0 }} {{ eq .Values.seven 7 }} {{ eq .Values.name "web" }} {{ eq 'a' 97 }}
{{ eq 1 "1" }}
{{ eq true 1 }}
{{ eq .Values.list .Values.list }}
{{ eq .Values.map .Values.map }}
{{ eq .Values.list .Values.map }}
{{ eq .Values.map .Values.list }}
{{ eq .Values.list "x" }}
{{ eq "x" .Values.map }}
{{ eq .Values.list nil }} {{ eq nil .Values.map }}
{{ eq 1 }}
{{ eq }}
{{ 1 | eq 1 }} {{ 1 | eq 2 3 }}
{{ eq "a" "b" "c" "a" }} {{ eq 1 nil }} {{ eq nil 1 }}
{{ ne 1 2 }} {{ ne "a" "a" }} {{ ne nil "a" }}
{{ ne 1 1.5 }}
{{ ne 1 2 3 }}
{{ ne 1 }}
{{ lt 1 2 }} {{ lt 2 1 }} {{ lt "a" "b" }} {{ lt 1.5 2.5 }} {{ lt "é" "z" }} {{ lt "" "a" }}
{{ lt "a" "a" }} {{ lt "\uffff" "𝄞" }} {{ lt "☃" "𝄞" }} {{ lt 2.5 2.5 }}
{{ lt 1 1.5 }}
{{ lt nil 1 }}
{{ lt true false }}
{{ lt .Values.list 1 }}
{{ lt "a" 1 }}
{{ le 1 1 }} {{ le 2 1 }} {{ gt 2 1 }} {{ gt 1 1 }} {{ ge 1 1 }} {{ ge 0 1 }} {{ ge "b" "a" }} {{ le 1.0 1.0 }} {{ gt "a" "a" }}
{{ gt .Values.port 79 }}
{{ gt .Values.port 79.0 }}
{{ ge nil nil }}
{{ and true false }} {{ and 1 0 "x" }} {{ and 1 "x" }} {{ or 0 "" "x" }} {{ or 0 "" }} {{ or nil 1 }} {{ and "a" }} {{ or "" }}
{{ and false (fail "no") }} {{ or true (fail "no") }} {{ and false .Values.absent.x }}
{{ and true (fail "no") }}
{{ and }}
{{ true | and false }} {{ 5 | and 1 }} {{ "x" | or "" }} {{ nil | or 1 }}
{{ .Values.absent | or "x" }} {{ .Values.absent | and "x" }}
{{ (and .Values.map .Values.map.a) }} {{ (or .Values.absent .Values.map).b }}
{{ or .Values.absent .Values.nothing }} {{ and .Values.nothing 1 }}
{{ not true }} {{ not 0 }} {{ not "" }} {{ not nil }} {{ not .Values.list }} {{ .Values.absent | not }} {{ not .Values.absent }}
{{ not }}
{{ not 1 2 }}
{{ len "abc" }} {{ len .Values.list }} {{ len .Values.map }} {{ len .Values.unicode }} {{ len "" }} {{ .Values.emptyList | len }}
{{ len nil }}
{{ len .Values.absent }}
{{ .Values.absent | len }}
{{ len .Values.nothing }}
{{ len 3 }}
{{ len true }}
{{ len 1.5 }}
{{ index .Values.list 0 }} {{ index .Values.list 2 }} {{ index .Values.map "a" }} {{ index .Values.map "absent" }} {{ index .Values "nested" "deep" "deeper" "leaf" }} {{ index "abc" 1 }} {{ index .Values.mixed 4 "k" }}
{{ index .Values.list }}
{{ index .Values.list 3 }}
{{ index .Values.list 4 }}
{{ index .Values.list -1 }}
{{ index "abc" 3 }}
{{ index "abc" 5 }}
{{ index .Values.list "a" }}
{{ index .Values.list 1.0 }}
{{ index .Values.list nil }}
{{ index .Values.map 1 }}
{{ index .Values.map nil }}
{{ index nil 1 }}
{{ index .Values.absent 1 }}
{{ index .Values.map "absent" "x" }}
{{ index .Values.port 1 }}
{{ index true 1 }}
{{ index }}
{{ (index .Values.map "absent").x }} {{ index (list 1 2) 1 }}
{{ index .Values.list .Values.port }}
{{ 0 | index .Values.list }}
{{ index .Values.unicode 1 }}
{{ slice .Values.list 1 }} {{ slice .Values.list 1 2 }} {{ slice .Values.list }} {{ slice "abcdef" 1 3 }} {{ slice "abc" }} {{ slice .Values.list 0 1 2 }} {{ slice .Values.list 3 }}
{{ slice .Values.list 4 }}
{{ slice .Values.list 2 1 }}
{{ slice "abc" 0 1 2 }}
{{ slice "abc" 2 1 }}
{{ slice .Values.list 0 2 1 }}
{{ slice .Values.list 0 1 2 3 }}
{{ slice .Values.map 1 }}
{{ slice nil }}
{{ slice .Values.list "a" }}
{{ slice .Values.unicode 0 1 }} {{ slice .Values.unicode 0 3 }} {{ slice .Values.unicode 1 3 }}
{{ slice .Values.unicode 0 2 | printf "%q" }}
{{ call .Values.name }}
{{ call nil }}
{{ call .Values.absent 1 }}
{{ call }}
{{ .Values.port | call }}
{{ "x" | call }}
{{ call 5 1 }}
{{ html .Values.html }} {{ html "a" 1 nil }} {{ .Values.html | html }} {{ html }} {{ html .Values.map }} {{ html nil }}
{{ js .Values.html }} {{ js .Values.unicode }} {{ js "\x01\t" }} {{ js .Values.lines }}
{{ urlquery "a b&c=d/é~" }} {{ urlquery .Values.html }} {{ urlquery 1 2 }} {{ urlquery "!'()*-._" }}
{{ print }}|{{ print 1 2 }} {{ print "a" "b" }} {{ print "a" 1 2 "b" }} {{ print nil }} {{ print .Values.absent .Values.nothing }} {{ print true 1.5 }}
{{ println }}{{ println "a" 1 }}
{{ printf "%s %d %v %t %q %5d|%-5d|%05d|%x|%X|%.2f|%e|%g|%T|%%" "a" 1 "b" true "q" 42 42 42 255 255 1.5 1.5 1.5 1 }}
{{ printf "%d" 1.5 }} {{ printf "%s" 1 }} {{ printf "%s" nil }} {{ printf "%d" }} {{ printf "x" 1 }} {{ printf "%!" }} {{ printf "%z" 1 }} {{ printf "%v" .Values.map }}
{{ printf 5 }}
{{ printf }}
{{ printf .Values.nothing }}
{{ printf nil }}
{{ "%d" | printf }} {{ 5 | printf "%d" }} {{ printf "%s" .Values.list }} {{ printf "%s-%s" .Release.Name .Chart.Name }}
{{ 1 | 2 }}
{{ "a" | "b" }}
{{ .Values | . }}
{{ 1 | nil }}
{{ 1 | true }}
{{ print 1 | }}
{{ print 1 | | print }}
{{ | print }}
{{ print 1 || print }}
{{ .Values.name | }} {{ .Values.name | print | }}
{{ ( .Values.name | ) }}
{{ (print 1 }}
{{ print 1) }}
{{ () }}
{{ (1) }} {{ ((1)) }} {{ (print (print 1) (print 2)) }}
{{ (1) 2 }}
{{ 1 | (print) }}
{{ (.Values) }}
{{ (.Values).name }} {{ ((.Values)).nested.deep.deeper.leaf }} {{ (index .Values "nested").deep.deeper.leaf }}
{{ print(1) }}
{{ print (1)(2) }}
{{ .Values.name.Values }}
{{ .Values.name, }}
{{ .Values; }}
{{ .Values? }}
{{ .Val-ues }}
{{ .Values.é }} {{ .ñ }}
{{ $é := 1 }}{{ $é }}
{{ .Values.☃ }}
{{ ☃ }}
{{ print@ }}
{{ .Values[0] }}
{{ "a"b }}
{{ "a""b" }}
{{ print "a"1 }}
{{ x := 1 }}
{{ : }}
{{ $x : 1 }}
{{ = }}
{{ # }}
{{ \ }}
{{ } }}
{{ {{ }}
{{
{{ .Values.name
{{}}
{{ }}
{{- -}}
{{--}}
{{ - }}
}} text {{ 1 }} }}
{{ 1 }}{{ 2 }}{{- 3 -}}{{ 4 }}
{{ true }}{{ trueish }}
{{ range := 1 }}
{{ if := 1 }}
{{ .Values.if }} {{ .range.end }}
{{ end 1 }}
{{ if true }}x{{ end 1 }}
{{ if true }}x{{ else 1 }}{{ end }}
{{ print . . | len }}
{{ not (and true (or false (eq 1 1))) }} {{ if not (eq .Values.name "db") }}ok{{ end }}
{{ if and .Values.yes (or .Values.no .Values.name) }}a{{ end }}
{{ len (printf "%s%s" .Values.name .Values.name) }}
{{ with .Values.people }}{{ with index . 0 }}{{ .name }}{{ end }}{{ len . }}{{ end }}
{{ range $i, $_ := .Values.list }}{{ range $j, $_ := $.Values.list }}{{ $i }}{{ $j }} {{ end }}{{ end }}
{{ $sum := list }}{{ range .Values.list }}{{ $sum = list $sum . }}{{ end }}{{ $sum }}
{{ $x := 1 }}{{ range .Values.list }}{{ $x = . }}{{ end }}{{ $x }}
{{ $m := .Values.map }}{{ range $k, $v := $m }}{{ $k }}{{ index $m $k }}{{ end }}
{{ .Values.lines }}{{ .Values.unicode }}
{{ if lt (len .Values.list) 5 }}short{{ end }} {{ if gt (len .Values.list) 2.0 }}{{ end }}
`;

/** Templates of several lines: positions in messages, trimming across line ends. */
const blocks = [
  'a\n{{- 1 }}\n{{ 2 -}}\n\n  b\n',
  'a\r\n{{- 1 -}}\r\n b',
  '{{ if true }}\n{{ .Values.absent.x }}\n{{ end }}',
  'é☃ {{ .Values.absent.x }}',
  'a\né{{ .Values.nested.absent.x.y }}',
  '{{ if\n true }}x{{ end }}',
  '{{ print\n  1\n  "a" }}',
  '{{ .Values.name\n| upper\n| nofunc }}',
  '{{ .Values.name\n\n$ }}',
  '{{\n.Values\n',
  '{{ if true }}\n\n{{ end',
  '{{ "a\nb" }}',
  '{{ `a\nb` }}\n{{ nofunc }}',
  '{{ `a\r\nb` }}',
  '{{ (print\n1 }}',
  '{{/* a\nb */}}\n{{ nofunc }}',
  '{{- /* a\nb */ -}}\n\n{{ nofunc }}',
  '{{/* a\nb',
  '{{ range .Values.list }}\n{{ . }}\n{{- end }}\n',
  'x\n{{ define "a" }}\n{{ nofunc }}\n{{ end }}',
  '{{ define "a" }}1{{ end }}\n{{ define "a" }}2{{ end }}\n',
  '{{ block "b" . }}\n\n{{ else }}{{ end }}',
  '{{ define "b" }}\n\n{{ else }}{{ end }}',
  '{{ template "a"\n}}',
  '{{ template "fails" . }}\n',
  '\n\n{{ include "callsFailing" . }}\n',
  '{{ $x := 1\n}}{{ $y }}',
  '{{ break\n}}',
  '{{ if true }}\n{{ else }}\n{{ else }}\n{{ end }}',
  '{{ with .Values }}\n  {{- with .nested }}\n    {{- .deep.deeper.leaf }}\n  {{- end }}\n{{- end }}',
  '{{ if eq 1 "a" }}\n{{ end }}',
  '{{ "x" -}}\n\t {{- "y" }}',
  '{{ "x"\n-}}\n y',
  '{{ "x" \n\n -}}\n y',
  '{{ nofunc\n-}}',
  '{{ tpl "{{ .Values.absent.x }}\\n" . }}',
  '{{ range $i, $e := list 1 2 3 }}{{ if eq $i 1 }}\n{{ index $e 0 }}{{ end }}{{ end }}',
];

/** Every line and block, and those about missing keys with all three policies. */
export const cases: readonly Case[] = [...lines.trim().split('\n'), ...blocks].flatMap((text): Case[] => {
  const zero: Case = { text, missingKey: 'zero' };
  if (!/absent|Absent|nothing/.test(text)) return [zero];
  return [zero, { text, missingKey: 'default' }, { text, missingKey: 'error' }];
});
