package words

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// TestWordsOfCards: each value of a card has a line of its own, what the card leaves open has none, and no secret is
// in it.
func TestWordsOfCards(t *testing.T) {
	fact := func(c cards.Card) string {
		var lines []string
		for _, f := range CardFacts(c) {
			lines = append(lines, f.Label+": "+f.Value)
		}
		return strings.Join(lines, "; ")
	}
	checkSaid(t, []said{
		{func() string { return fact(cards.Card{}) }, "", ""},
		{
			func() string { return fact(cards.Card{Address: "https://files.example.com/drop/?sig=S3cret"}) },
			"Address: https://files.example.com/drop/?...",
			"Адрес: https://files.example.com/drop/?...",
		},
		{
			func() string { return fact(cards.Card{Names: "{date}/{name}{ext}", Account: `CORP\ines`}) },
			"Names of files: {date}/{name}{ext}; User name: CORP\\ines",
			"Имена файлов: {date}/{name}{ext}; Имя пользователя: CORP\\ines",
		},
		{
			func() string {
				return fact(cards.Card{Certificate: cards.Certificate{File: "/home/ines/own.p12", Server: "aa55"}})
			},
			"Own certificate: /home/ines/own.p12; Trusts the certificate: aa55",
			"Свой сертификат: /home/ines/own.p12; Доверие сертификату: aa55",
		},
		{func() string { return fact(cards.Card{Proxy: cards.Proxy{Use: cards.ProxyNone}}) }, "Proxy: none", "Прокси: нет"},
		{func() string { return fact(cards.Card{Proxy: cards.Proxy{Use: cards.ProxySystem}}) }, "Proxy: the system's", "Прокси: как в системе"},
		{
			func() string {
				return fact(cards.Card{Proxy: cards.Proxy{Use: cards.ProxyManual, Address: "http://proxy.example.com:8080"}})
			},
			"Proxy: http://proxy.example.com:8080",
			"Прокси: http://proxy.example.com:8080",
		},
		{
			func() string {
				return fact(cards.Card{Proxy: cards.Proxy{Use: cards.ProxyScript, Address: "http://wpad.example.com/proxy.pac"}})
			},
			"Proxy: by the script http://wpad.example.com/proxy.pac",
			"Прокси: по сценарию http://wpad.example.com/proxy.pac",
		},
		{
			func() string { return fact(cards.Card{Tell: "b.example.com,c.example.com:8443"}) },
			"Secrets also go to: b.example.com,c.example.com:8443",
			"Секреты уходят и на: b.example.com,c.example.com:8443",
		},
		{
			func() string { return fact(cards.Card{Uploads: 4, Rate: 2_000_000, PartSize: cards.WindowsPart}) },
			"Uploads at once: 4; Speed limit: 2.0 MB/s; Size of parts: 13 MiB, as Windows sends",
			"Одновременных выгрузок: 4; Ограничение скорости: 2,0 МБ/с; Размер частей: 13 МиБ, как в Windows",
		},
		{func() string { return fact(cards.Card{PartSize: 4 << 20}) }, "Size of parts: 4 MiB", "Размер частей: 4 МиБ"},
		{func() string { return fact(cards.Card{PartSize: 5000}) }, "Size of parts: 5,000 bytes", "Размер частей: 5\u202f000 байт"},
		{
			func() string {
				return fact(cards.Card{Retry: cards.Span(90 * time.Second), GiveUp: cards.Span(72 * time.Hour)})
			},
			"Waits between tries: 1 min 30 s; Gives up after: 3 days",
			"Пауза между попытками: 1 мин 30 с; Прекращает после: 3 дня",
		},
		{func() string { return fact(cards.Card{GiveUp: cards.Span(-1)}) }, "Gives up after: the first failure", "Прекращает после: первой неудачи"},
		{
			func() string { return fact(cards.Card{Unclear: cards.UnclearResume}) },
			"After a part without an answer: Go on",
			"Если на часть не было ответа: Продолжать",
		},
		{
			func() string { return fact(cards.Card{Unclear: cards.UnclearRestart}) },
			"After a part without an answer: Start over",
			"Если на часть не было ответа: Начать заново",
		},
		{
			func() string { return fact(cards.Card{Method: cards.MethodPOST}) },
			"Method: POST, for networks that block BITS_POST",
			"Метод: POST — для сетей, где BITS_POST не проходит",
		},
		{
			func() string { return fact(cards.Card{Reply: true, KeepFolders: true, AtOnce: true}) },
			"Replies: are expected and saved beside the files; Dropped folders: keep their structure; Drops: start without asking",
			"Ответы: ожидаются и сохраняются рядом с файлами; Перетащенные папки: сохраняют свою структуру; Перетащенные файлы: отправляются без вопроса",
		},
		{
			func() string { return fact(cards.Card{SignedIn: true}) },
			"Signs in: as who is signed in to this computer, without a password",
			"Вход: тем, кто вошёл в систему на этом компьютере, без пароля",
		},
		{
			func() string { return fact(cards.Card{From: "/etc/sendoff/servers.d/corp.sendoff"}) },
			"Handed out by: /etc/sendoff/servers.d/corp.sendoff",
			"Задан файлом: /etc/sendoff/servers.d/corp.sendoff",
		},
		{func() string { return fact(cards.Card{Names: "a\x1b[2J\u202eb"}) }, "Names of files: a?[2J?b", "Имена файлов: a?[2J?b"},
	})
}

// TestWordsOfCardForm: the choices of the form, those that leave it to the settings among them.
func TestWordsOfCardForm(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return FoldText("Files", true) }, "▾ Files", "▾ Files"},
		{func() string { return FoldText("Files", false) }, "▸ Files", "▸ Files"},
		{func() string { return ProxyUseText(cards.ProxySettings) }, "As in the settings", "Как в настройках"},
		{func() string { return ProxyUseText(cards.ProxyNone) }, "No proxy", "Без прокси"},
		{func() string { return ProxyUseText(cards.ProxySystem) }, "As in the system", "Как в системе"},
		{func() string { return ProxyUseText(cards.ProxyManual) }, "This proxy", "Этот прокси"},
		{func() string { return ProxyUseText(cards.ProxyScript) }, "By a script (PAC)", "По сценарию (PAC)"},
		{func() string { return MethodText(cards.MethodBITS) }, "BITS_POST", "BITS_POST"},
		{func() string { return MethodText(cards.MethodPOST) }, "POST, for networks that block BITS_POST", "POST — для сетей, где BITS_POST не проходит"},
		{func() string { return CardUploadsText(0) }, "As in the settings", "Как в настройках"},
		{func() string { return CardUploadsText(12) }, "12", "12"},
		{func() string { return SpanOrUsual(0) }, "As usual", "Как обычно"},
		{func() string { return SpanOrUsual(cards.Span(-1)) }, "The first failure", "Первой неудачи"},
		{func() string { return SpanOrUsual(cards.Span(2 * time.Minute)) }, "2 min", "2 мин"},
		{func() string { return PartSizeText(0, true) }, "As measured", "По измерению"},
		{func() string { return PartSizeText(0, false) }, "", ""},
		{func() string { return HeaderText(bits.Custom{Name: "X-Api-Key"}) }, "X-Api-Key (its value is missing)", "X-Api-Key (нет значения)"},
		{func() string { return HeaderText(bits.Custom{Name: "X-Api-Key", Value: "S3cret"}) }, "X-Api-Key: ...", "X-Api-Key: ..."},
		{func() string { return HeaderText(bits.Custom{Name: "X-Site", Value: "Oslo", Shown: true}) }, "X-Site: Oslo", "X-Site: Oslo"},
		{func() string { return CardQuestion("Corp\x1b") }, "Add the server \"Corp?\"?", "Добавить сервер \"Corp?\"?"},
		{
			func() string { return ServerSavedText("/home/ines/corp.sendoff") },
			"The server is in /home/ines/corp.sendoff.",
			"Сервер сохранён в /home/ines/corp.sendoff.",
		},
		{func() string { return ServerAddedText("Corp") }, "The server \"Corp\" is added.", "Сервер \"Corp\" добавлен."},
		{
			func() string {
				return NotImportedText("corp.sendoff", &cards.Error{Why: cards.FlawEmpty, Field: cards.FieldName})
			},
			"No server was added from corp.sendoff: The server needs a name.",
			"Из corp.sendoff сервер не добавлен: Серверу нужно имя.",
		},
		{
			func() string { return UnknownFieldsText([]string{"colour", "shape"}) },
			"The card says something that this Sendoff does not know, and leaves out: colour, shape",
			"В карточке есть то, чего этот Sendoff не знает и пропускает: colour, shape",
		},
		{
			func() string {
				return UnknownFieldsText([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"})
			},
			"The card says something that this Sendoff does not know, and leaves out: a, b, c, d, e, f, g, h, i, j, ...",
			"В карточке есть то, чего этот Sendoff не знает и пропускает: a, b, c, d, e, f, g, h, i, j, ...",
		},
	})
}

// TestFlawsOfCards: each flaw of a card has a sentence that names its field and says nothing of a secret.
func TestFlawsOfCards(t *testing.T) {
	checkSaid(t, []said{
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawEmpty, Field: cards.FieldName, Value: ""}) },
			"The server needs a name.",
			"Серверу нужно имя.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawSlash, Field: cards.FieldName, Value: "a/"})
			},
			"A server's name does not end in a slash, and has no :// in it.",
			"Имя сервера не кончается косой чертой и не содержит ://.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawTaken, Field: cards.FieldName, Value: "Corp"})
			},
			"There is a server named \"Corp\" already.",
			"Сервер с именем \"Corp\" уже есть.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawTaken, Field: cards.FieldAddress, Value: "Corp"})
			},
			"The server \"Corp\" has this address already.",
			"Этот адрес уже есть у сервера \"Corp\".",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawPath, Field: cards.FieldName, Value: "Corp"})
			},
			"The name would read as a folder of the server \"Corp\", or that one's as a folder of this; take another name.",
			"Это имя читалось бы как папка сервера \"Corp\" (или имя того — как папка этого); возьмите другое имя.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawBrace, Field: cards.FieldNames, Value: ""})
			},
			"A { in the name has no }.",
			"В имени есть { без }.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawSegment, Field: cards.FieldNames, Value: ""})
			},
			"A part of the name between two slashes is empty.",
			"Часть имени между двумя косыми чертами пуста.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawUnknown, Field: cards.FieldNames, Value: "colour"})
			},
			"The name knows no {colour}. It can hold {name} {ext} {date} {time} {host} {user} {n} {folder}.",
			"Поля {colour} нет. Возможные поля: {name} {ext} {date} {time} {host} {user} {n} {folder}.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawUnknown, Field: cards.FieldMethod, Value: "put"})
			},
			"\"put\" is nothing that can stand for the method.",
			"Значение \"put\" не подходит: метод.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawHex, Field: cards.FieldCertificate, Value: "zz"})
			},
			"A certificate's SHA-256 has 64 hexadecimal digits.",
			"В SHA-256 сертификата 64 шестнадцатеричные цифры.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRelative, Field: cards.FieldCertificate, Value: "own.p12"})
			},
			"The certificate's file must be named with its whole path.",
			"Файл сертификата нужно указать с полным путём.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawSecret, Field: cards.FieldAddress, Value: ""})
			},
			"An address must not have a user name or a password in it. Sendoff asks for them when they are needed.",
			"В адресе не должно быть ни имени пользователя, ни пароля. Sendoff спросит их, когда они понадобятся.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawBoth, Field: cards.FieldAccount, Value: "ines"})
			},
			"Either a user name, or who is signed in to this computer: take one of them away.",
			"Либо имя пользователя, либо тот, кто вошёл в систему на этом компьютере: уберите одно из двух.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawPolicy, Field: cards.FieldName, Value: "/etc/sendoff/servers.d/corp.sendoff"})
			},
			"This server was handed out by the administrator and cannot be changed here. It stands in /etc/sendoff/servers.d/corp.sendoff.",
			"Этот сервер задан администратором, и здесь его изменить нельзя. Он записан в /etc/sendoff/servers.d/corp.sendoff.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawHeader, Field: cards.FieldHeaders, Value: "X Y"})
			},
			"\"X Y\" is nothing that can stand for the headers.",
			"Значение \"X Y\" не подходит: заголовки.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawAddress, Field: cards.FieldAddress, Value: "ftp://x"})
			},
			"\"ftp://x\" is nothing that can stand for the address.",
			"Значение \"ftp://x\" не подходит: адрес.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.Field("colour"), Value: ""})
			},
			"The number for colour is too small or too large.",
			"Число слишком мало или слишком велико: colour.",
		},
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldName, Value: ""}) },
			"What is written for the name is too long.",
			"Слишком длинное значение: имя.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldAddress, Value: ""})
			},
			"What is written for the address is too long.",
			"Слишком длинное значение: адрес.",
		},
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldNames, Value: ""}) },
			"What is written for the names of files is too long.",
			"Слишком длинное значение: имена файлов.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldAccount, Value: ""})
			},
			"What is written for the user name is too long.",
			"Слишком длинное значение: имя пользователя.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldCertificate, Value: ""})
			},
			"What is written for the certificate is too long.",
			"Слишком длинное значение: сертификат.",
		},
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldProxy, Value: ""}) },
			"What is written for the proxy is too long.",
			"Слишком длинное значение: прокси.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldHeaders, Value: ""})
			},
			"What is written for the headers is too long.",
			"Слишком длинное значение: заголовки.",
		},
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawLong, Field: cards.FieldTell, Value: ""}) },
			"What is written for the further hosts is too long.",
			"Слишком длинное значение: другие узлы.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawCharacter, Field: cards.FieldAccount, Value: ""})
			},
			"What is written for the user name has a character that cannot be seen.",
			"В значении есть невидимый знак: имя пользователя.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawCharacter, Field: cards.FieldCertificate, Value: ""})
			},
			"What is written for the certificate has a character that cannot be seen.",
			"В значении есть невидимый знак: сертификат.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawCharacter, Field: cards.FieldProxy, Value: ""})
			},
			"What is written for the proxy has a character that cannot be seen.",
			"В значении есть невидимый знак: прокси.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawCharacter, Field: cards.FieldHeaders, Value: ""})
			},
			"What is written for the headers has a character that cannot be seen.",
			"В значении есть невидимый знак: заголовки.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawCharacter, Field: cards.FieldTell, Value: ""})
			},
			"What is written for the further hosts has a character that cannot be seen.",
			"В значении есть невидимый знак: другие узлы.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldUploads, Value: ""})
			},
			"The number for uploads at once is too small or too large.",
			"Число слишком мало или слишком велико: одновременные выгрузки.",
		},
		{
			func() string { return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldRate, Value: ""}) },
			"The number for the speed limit is too small or too large.",
			"Число слишком мало или слишком велико: ограничение скорости.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldPartSize, Value: ""})
			},
			"The number for the size of parts is too small or too large.",
			"Число слишком мало или слишком велико: размер частей.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldRetry, Value: ""})
			},
			"The number for the wait between tries is too small or too large.",
			"Число слишком мало или слишком велико: ожидание между попытками.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldGiveUp, Value: ""})
			},
			"The number for the time of the tries is too small or too large.",
			"Число слишком мало или слишком велико: время попыток.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldUnclear, Value: ""})
			},
			"The number for a part without an answer is too small or too large.",
			"Число слишком мало или слишком велико: часть без ответа.",
		},
		{
			func() string {
				return ErrorText(&cards.Error{Why: cards.FlawRange, Field: cards.FieldMethod, Value: ""})
			},
			"The number for the method is too small or too large.",
			"Число слишком мало или слишком велико: метод.",
		},
	})
}
