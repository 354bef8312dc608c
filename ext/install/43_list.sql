-- Lists beyond those that the first rules refer to.

INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('OFAC-NS-CMIC', 'Non-SDN Chinese Military-Industrial Complex Companies', 'OFAC', 'E.O. 13959 as amended by E.O. 14032', true),
	('OFAC-SSI', 'Sectoral Sanctions Identifications', 'OFAC', 'E.O. 13662', true);
