-- Declarations about minerals as the industry's templates have them, and the lists of smelters that they are held against.

INSERT INTO materials.material (material, title, part_of, element, builtin) VALUES ('mica', 'Mica', NULL, NULL, true);
INSERT INTO materials.list (list, title, authority, citation, builtin) VALUES
	('RMAP', 'Smelters and refiners conformant to the Responsible Minerals Assurance Process', 'Responsible Minerals Initiative', NULL, true);
