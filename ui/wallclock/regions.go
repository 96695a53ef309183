package wallclock

import "strings"

// twelveRegions are the regions that write 3:04 PM: those whose preferred time in the Unicode CLDR (supplemental
// timeData, version 44) is "h". Regions in Latin America whose own locales use 24 hours are left out.
var twelveRegions = set(`
	AE AG AL AS AU BB BD BH BM BN BS BT CA CO CY DJ DM DO DZ EG EH ER ET FJ FM GD GH GM GR GU GY HK IN IQ JM JO
	KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MW MY NZ OM PA PG PH PK PR PS PW QA SA SB SD SG SL SO SS SV
	SY SZ TC TD TN TO TT TW UM US VC VE VG VI VU WS YE ZM`)

// fullDayLocales use 24 hours in a region that otherwise uses 12.
var fullDayLocales = set("fr_CA tr_CY")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// localeTwelve reports whether a locale ("en_US.UTF-8", "fr_CA", "en_DE@rg=uszzzz") uses a 12-hour clock. One
// without a region does not, nor does C.
func localeTwelve(locale string) bool {
	locale, modifier, _ := strings.Cut(locale, "@")
	locale, _, _ = strings.Cut(locale, ".")
	parts := strings.FieldsFunc(locale, func(c rune) bool { return c == '_' || c == '-' })
	if region, ok := strings.CutPrefix(modifier, "rg="); ok && len(region) >= 2 {
		return twelveRegions[strings.ToUpper(region[:2])]
	}
	if len(parts) < 2 {
		return false
	}
	region := strings.ToUpper(parts[len(parts)-1])
	return twelveRegions[region] && !fullDayLocales[strings.ToLower(parts[0])+"_"+region]
}

// pictureTwelve reports whether a Windows time format ("h:mm tt", "HH' h 'mm") is a 12-hour one. Text between
// apostrophes is literal.
func pictureTwelve(picture string) bool {
	text := false
	for _, c := range picture {
		switch {
		case c == '\'':
			text = !text
		case c == 'H' && !text:
			return false
		case c == 'h' && !text:
			return true
		}
	}
	return false
}
