-- Lists beyond those that the first rules refer to.

INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('OFAC-SSI', 'Sectoral Sanctions Identifications', 'OFAC', 'E.O. 13662', true);
