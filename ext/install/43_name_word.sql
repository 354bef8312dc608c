-- Words of names that tell little: legal forms, and common words.  Both are rows, so that users add those of their trade.

CREATE TABLE materials.legal_form (
	form text COLLATE "C" PRIMARY KEY CHECK (form <> '' AND form = btrim(form)),
	short text NOT NULL CHECK (short OPERATOR(pg_catalog.~) '^[a-z0-9]+( [a-z0-9]+)*$'),
	place text NOT NULL CHECK (place IN ('end', 'either', 'anywhere')),
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.legal_form IS 'legal forms of companies, which do not tell one from another when names are compared';
COMMENT ON COLUMN materials.legal_form.form IS 'the form as names have it: in small ASCII letters without dots, or in the characters of another script that writes names without blanks';
COMMENT ON COLUMN materials.legal_form.short IS 'its short form: company limited and co ltd are the same';
COMMENT ON COLUMN materials.legal_form.place IS 'where in a name it is a legal form: at its end, at either end, or anywhere but at its beginning';
COMMENT ON COLUMN materials.legal_form.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.legal_form (form, short, place, builtin)
SELECT f.form, f.short, f.place, true
FROM (VALUES
	-- English, and what others write in English.
	('company', 'co', 'anywhere'), ('co', 'co', 'anywhere'), ('limited', 'ltd', 'anywhere'), ('ltd', 'ltd', 'anywhere'), ('ltda', 'ltda', 'anywhere'),
	('coltd', 'co ltd', 'anywhere'), ('corporation', 'corp', 'anywhere'), ('corp', 'corp', 'anywhere'), ('incorporated', 'inc', 'anywhere'), ('inc', 'inc', 'anywhere'),
	('llc', 'llc', 'anywhere'), ('limited liability company', 'llc', 'either'), ('llp', 'llp', 'anywhere'), ('limited liability partnership', 'llp', 'either'), ('lp', 'lp', 'end'),
	('limited partnership', 'lp', 'end'), ('plc', 'plc', 'end'), ('public limited company', 'plc', 'end'), ('pty', 'pty', 'anywhere'), ('proprietary', 'pty', 'end'), ('pte', 'pte', 'anywhere'),
	('private', 'pvt', 'end'), ('pvt', 'pvt', 'anywhere'), ('public', 'public', 'end'), ('pcl', 'pcl', 'end'), ('bhd', 'bhd', 'end'), ('sdn bhd', 'sdn bhd', 'end'), ('fzco', 'fz', 'end'), ('fze', 'fz', 'end'), ('fz llc', 'fz', 'end'),
	('joint stock company', 'jsc', 'either'), ('jsc', 'jsc', 'either'), ('open joint stock company', 'jsc', 'either'), ('ojsc', 'jsc', 'either'), ('public joint stock company', 'jsc', 'either'), ('pjsc', 'jsc', 'either'),
	('closed joint stock company', 'jsc', 'either'), ('cjsc', 'jsc', 'either'),
	-- German, Dutch, Nordic.
	('gmbh', 'gmbh', 'anywhere'), ('mbh', 'gmbh', 'end'), ('gmbh and co kg', 'gmbh co kg', 'end'), ('ag', 'ag', 'end'), ('aktiengesellschaft', 'ag', 'end'), ('kg', 'kg', 'end'), ('kgaa', 'kgaa', 'end'), ('ohg', 'ohg', 'end'), ('ug', 'ug', 'end'), ('se', 'se', 'end'),
	('bv', 'bv', 'end'), ('nv', 'nv', 'end'), ('ab', 'ab', 'end'), ('aktiebolag', 'ab', 'end'), ('as', 'as', 'end'), ('asa', 'asa', 'end'), ('aps', 'aps', 'end'), ('oy', 'oy', 'end'), ('oyj', 'oyj', 'end'),
	-- French, Spanish, Portuguese, Italian.
	('sa', 'sa', 'end'), ('s a', 'sa', 'end'), ('s p a', 'spa', 'end'), ('s r l', 'srl', 'end'), ('s l', 'sl', 'end'), ('societe anonyme', 'sa', 'end'), ('sarl', 'sarl', 'end'), ('sas', 'sas', 'end'), ('sac', 'sac', 'end'), ('sab', 'sa', 'end'), ('sab de cv', 'sa de cv', 'end'), ('sa de cv', 'sa de cv', 'end'), ('s de rl', 's de rl', 'end'),
	('s de rl de cv', 's de rl', 'end'), ('srl', 'srl', 'end'), ('spa', 'spa', 'end'), ('sl', 'sl', 'end'), ('slu', 'sl', 'end'), ('eirl', 'eirl', 'end'), ('lda', 'ltda', 'end'), ('eireli', 'eireli', 'end'),
	-- Central and eastern Europe, Turkey; Russian forms as they are transcribed.
	('sro', 'sro', 'end'), ('doo', 'doo', 'either'), ('zrt', 'zrt', 'end'), ('nyrt', 'nyrt', 'end'), ('kft', 'kft', 'end'), ('sp zoo', 'sp zoo', 'end'), ('sp z oo', 'sp zoo', 'end'), ('sp z o o', 'sp zoo', 'end'), ('s r o', 'sro', 'end'), ('ad', 'ad', 'either'), ('eood', 'eood', 'end'), ('ood', 'ood', 'end'),
	('ooo', 'llc', 'either'), ('oao', 'jsc', 'either'), ('zao', 'jsc', 'either'), ('pao', 'jsc', 'either'), ('ao', 'jsc', 'either'), ('nao', 'jsc', 'either'), ('too', 'llc', 'either'), ('tov', 'llc', 'either'), ('pat', 'jsc', 'either'), ('fgup', 'fgup', 'either'),
	('obshchestvo s ogranichennoy otvetstvennostyu', 'llc', 'either'), ('aktsionernoe obshchestvo', 'jsc', 'either'), ('publichnoe aktsionernoe obshchestvo', 'jsc', 'either'), ('otkrytoe aktsionernoe obshchestvo', 'jsc', 'either'),
	('zakrytoe aktsionernoe obshchestvo', 'jsc', 'either'), ('ltd sti', 'ltd sti', 'end'), ('san tic ltd sti', 'ltd sti', 'end'), ('san ve tic ltd sti', 'ltd sti', 'end'), ('ltd st', 'ltd sti', 'end'), ('san tic ltd st', 'ltd sti', 'end'),
	-- Asia, in Latin letters.
	('tbk', 'tbk', 'end'), ('pt', 'pt', 'either'), ('kk', 'kk', 'either'), ('kabushiki kaisha', 'kk', 'either'), ('gk', 'gk', 'either'), ('jsc vn', 'jsc', 'end'), ('psc', 'psc', 'end'), ('wll', 'wll', 'end'), ('saog', 'saog', 'end')
	) AS f (form, short, place);
-- In Chinese and Japanese; a database of another encoding has no such letters.
INSERT INTO materials.legal_form (form, short, place, builtin)
SELECT f.form, f.short, 'either', true
FROM (VALUES ('股份有限公司', 'co ltd'), ('有限责任公司', 'co ltd'), ('有限責任公司', 'co ltd'), ('股份公司', 'co ltd'), ('有限公司', 'co ltd'), ('责任公司', 'co ltd'), ('責任公司', 'co ltd'), ('公司', 'co'), ('有限合伙', 'lp'), ('有限合夥', 'lp'),
	('总公司', 'corp'), ('總公司', 'corp'),
	('株式会社', 'kk'), ('合同会社', 'gk'), ('有限会社', 'yk')) AS f (form, short)
WHERE getdatabaseencoding() = 'UTF8';
SELECT pg_catalog.pg_extension_config_dump('materials.legal_form', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.legal_form TO PUBLIC;

CREATE TABLE materials.common_word (
	word text COLLATE "C" PRIMARY KEY CHECK (word OPERATOR(pg_catalog.~) '^[a-z0-9]+$'),
	kind text NOT NULL CHECK (kind IN ('joining', 'country', 'place', 'trade')),
	builtin boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE materials.common_word IS 'words that many names have: sharing one of them says nothing';
COMMENT ON COLUMN materials.common_word.word IS 'word in small ASCII letters';
COMMENT ON COLUMN materials.common_word.kind IS 'joining (and, of), country, place (region or large city) or trade';
COMMENT ON COLUMN materials.common_word.builtin IS 'true for rows that came with the extension';
INSERT INTO materials.common_word (word, kind, builtin)
SELECT w.word, k.kind, true
FROM (VALUES
	('joining', 'a al an and by da das de del der des di do dos du e el et for for im in la las le les of on os s the to u und v van ve von y'),
	('country', 'africa african america american arab arabia argentina asia asian australia australian austria belarus belgium bolivia brasil brazil britain british canada canadian chile chilean china chinese congo cuba czech denmark deutsche deutschland dprk
		dutch egypt emirates eu europe european finland france french german germany greece hong hongkong hungary india indian indonesia international iran iranian iraq ireland israel italia italian italy japan japanese kazakhstan kong korea korean macau
		malaysia mexico mongolia morocco myanmar netherlands nigeria norway pacific pakistan peru philippines poland portugal prc qatar republic roc russia russian saudi singapore spain sweden swiss switzerland syria syrian taiwan thailand turkey turkish uae uk ukraine
		united usa us venezuela vietnam zambia zhongguo zimbabwe'),
	('place', 'anhui baoding baotou beijing changchun changsha changzhou chengdu chongqing dalian dongguan dubai eurasia fujian gansu guangdong guangxi guangzhou guiyang guizhou hainan hangzhou harbin hebei hefei heilongjiang henan hubei huizhou hunan inner jiangsu
		jiangxi jilin jinan kunming lanzhou liaoning london luoyang mongolia moscow nanchang nanjing nanning ningbo ningxia qingdao qinghai seoul shaanxi shandong shanghai shanxi shenyang shenzhen sichuan suzhou taiyuan tehran tianjin tibet tokyo urumqi wuhan
		wuxi xi xiamen xian xiangtan xinjiang xinyu xizang york yunnan zhejiang zhengzhou zhuhai zhuzhou'),
	('trade', 'academy advanced aero aeronautics aerospace agency air aircraft airlines alloy alloys aluminium aluminum applied association auto automation automobile automotive aviation bank batteries battery bureau business capital center central centre ceramics
		chemical chemicals commerce commercial commodities communication communications complex component components construction consulting cooperative copper defence defense design development digital dynamics east eastern economic electric electrical electricity
		electronic electronics energy engineering enterprise enterprises equipment establishment exploration export factory federal finance financial first foreign foundation fund gas general global gold goods great group high holding holdings import import index
		industrial industries industry information infrastructure innovation institute instrument instruments insurance integrated intelligence intelligent investment investments iron jituan joint keji laboratory land lead leasing logistics machine machinery management
		manufactory manufacturing marine maritime market marketing material materials media medical metal metallurgical metallurgy metals microelectronics military mine mineral minerals mines mining mobile motor motors national nationale network networks new nickel
		nonferrous north northern nuclear office oil one operation operations optical optics optoelectronics organization partners petrochemical petroleum pharmaceutical plant port power precious precision processing procurement product production products project
		property rare real research resource resources robotics sales science sciences scientific second semiconductor service services ship shipbuilding shipping silicon silver smart social software solar solution solutions south southern space special
		state steel storage stock supply system systems tech technical technological technologies technology telecom telecommunication telecommunications telecoms textile trade trading transport transportation trust unit university west western wire wireless works world youxian zinc')
	) AS k (kind, words)
	CROSS JOIN LATERAL (SELECT DISTINCT u.word FROM regexp_split_to_table(k.words, '\s+') AS u (word)) AS w
ON CONFLICT DO NOTHING;
SELECT pg_catalog.pg_extension_config_dump('materials.common_word', 'WHERE NOT builtin');
GRANT SELECT, REFERENCES ON materials.common_word TO PUBLIC;
